package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Tensor;

/** The mean squared error of rows: {@code squarederror.cl}. */
final class ClSquaredError {
  private static final String FAMILY = "squarederror";

  private final ClDevice device;

  ClSquaredError(ClDevice device) {
    this.device = device;
  }

  void forward(Tensor y, Tensor a, Tensor b, int rows, int cols) {
    Team team = Team.of(device, cols);
    Launch call = device.kernel(FAMILY, team.options(), "meanSquaredError");
    team.over(call.read(a).read(b).write(y).put(rows, cols), rows);
  }

  void grad(Tensor ga, Tensor gy, Tensor a, Tensor b, int rows, int cols) {
    Team team = Team.of(device, cols);
    Launch call = device.kernel(FAMILY, team.options(), "meanSquaredErrorGrad");
    call.read(gy).read(a).read(b).write(ga).put(2f / cols).put(rows, cols);
    team.over(call, rows);
  }
}
