package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Tensor;

/** Softmax and log-sum-exp of rows: {@code softmax.cl}. */
final class ClSoftmax {
  private static final String FAMILY = "softmax";

  private final ClDevice device;

  ClSoftmax(ClDevice device) {
    this.device = device;
  }

  void softmax(Tensor y, Tensor x, int rows, int cols) {
    Team team = Team.of(device, cols);
    Launch call = device.kernel(FAMILY, team.options(), "softmax").read(x).write(y);
    team.over(call.put(rows, cols), rows);
  }

  void softmaxGrad(Tensor gx, Tensor y, Tensor gy, int rows, int cols) {
    Team team = Team.of(device, cols);
    Launch call = device.kernel(FAMILY, team.options(), "softmaxGrad").read(y).read(gy).write(gx);
    team.over(call.put(rows, cols), rows);
  }

  void logSumExp(Tensor y, Tensor x, int rows, int cols) {
    Team team = Team.of(device, cols);
    Launch call = device.kernel(FAMILY, team.options(), "logSumExp").read(x).write(y);
    team.over(call.put(rows, cols), rows);
  }
}
