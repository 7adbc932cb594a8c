package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * F(2×2, 3×3), with the points 0, ±1, ∞: 16 multiplications in place of 36. No factor but ½ occurs,
 * so that the rounding error is near that of the direct way.
 *
 * <pre>
 *      ⎛1  0 −1  0⎞        ⎛1  0  0⎞
 * Bᵀ = ⎜0  1  1  0⎟    G = ⎜½  ½  ½⎟    Aᵀ = ⎛1  1  1  0⎞
 *      ⎜0 −1  1  0⎟        ⎜½ −½  ½⎟         ⎝0  1 −1  1⎠
 *      ⎝0 −1  0  1⎠        ⎝0  0  1⎠
 * </pre>
 *
 * <p>Columns first, then rows, through the buffer, which stays in the first-level cache.
 */
final class WinogradTile2 extends WinogradTile {
  /** The only one: it has no state. */
  static final WinogradTile2 TILE = new WinogradTile2();

  private WinogradTile2() {
    super(2);
  }

  @Override
  void input(float[] z, int z0, int row, int col, float[] v, int v0, int point, float[] buffer) {
    for (int j = 0; j < 4; j++) {
      inputLine(z, z0 + j * col, row, buffer, j * L, 4 * L);
    }
    for (int i = 0; i < 4; i++) {
      inputLine(buffer, i * 4 * L, L, v, v0 + i * 4 * point, point);
    }
  }

  private static void inputLine(float[] d, int d0, int step, float[] out, int o, int outStep) {
    FloatVector x0 = FloatVector.fromArray(S, d, d0);
    FloatVector x1 = FloatVector.fromArray(S, d, d0 + step);
    FloatVector x2 = FloatVector.fromArray(S, d, d0 + 2 * step);
    FloatVector x3 = FloatVector.fromArray(S, d, d0 + 3 * step);
    x0.sub(x2).intoArray(out, o);
    x2.add(x1).intoArray(out, o + outStep);
    x2.sub(x1).intoArray(out, o + 2 * outStep);
    x3.sub(x1).intoArray(out, o + 3 * outStep);
  }

  @Override
  void output(
      float[] u,
      int u0,
      int point,
      float[] out,
      int o,
      int row,
      int col,
      float[] bias,
      int bias0,
      float[] buffer) {
    for (int j = 0; j < 4; j++) {
      outputLine(u, u0 + j * point, 4 * point, buffer, j * L, 4 * L);
    }
    for (int i = 0; i < 2; i++) {
      outputLine(buffer, i * 4 * L, L, out, o + i * row, col, bias, bias0);
    }
  }

  private static void outputLine(float[] u, int u0, int step, float[] out, int o, int outStep) {
    FloatVector x0 = FloatVector.fromArray(S, u, u0);
    FloatVector x1 = FloatVector.fromArray(S, u, u0 + step);
    FloatVector x2 = FloatVector.fromArray(S, u, u0 + 2 * step);
    FloatVector x3 = FloatVector.fromArray(S, u, u0 + 3 * step);
    x0.add(x1).add(x2).intoArray(out, o);
    x1.sub(x2).add(x3).intoArray(out, o + outStep);
  }

  /** The same, with a bias. */
  private static void outputLine(
      float[] u, int u0, int step, float[] out, int o, int outStep, float[] shifts, int shift0) {
    FloatVector bias = FloatVector.fromArray(S, shifts, shift0);
    FloatVector x0 = FloatVector.fromArray(S, u, u0).add(bias);
    FloatVector x1 = FloatVector.fromArray(S, u, u0 + step);
    FloatVector x2 = FloatVector.fromArray(S, u, u0 + 2 * step);
    FloatVector x3 = FloatVector.fromArray(S, u, u0 + 3 * step).add(bias);
    x0.add(x1).add(x2).intoArray(out, o);
    x1.sub(x2).add(x3).intoArray(out, o + outStep);
  }

  @Override
  void outputGrad(
      float[] z, int z0, int row, int col, float[] v, int v0, int point, float[] buffer) {
    for (int j = 0; j < 2; j++) {
      outputGradLine(z, z0 + j * col, row, buffer, j * L, 2 * L);
    }
    for (int i = 0; i < 4; i++) {
      outputGradLine(buffer, i * 2 * L, L, v, v0 + i * 4 * point, point);
    }
  }

  private static void outputGradLine(float[] g, int g0, int step, float[] out, int o, int outStep) {
    FloatVector x0 = FloatVector.fromArray(S, g, g0);
    FloatVector x1 = FloatVector.fromArray(S, g, g0 + step);
    x0.intoArray(out, o);
    x0.add(x1).intoArray(out, o + outStep);
    x0.sub(x1).intoArray(out, o + 2 * outStep);
    x1.intoArray(out, o + 3 * outStep);
  }

  @Override
  void kernel(float[] g, int g0, float[] u, int u0, int point, float[] buffer) {
    for (int j = 0; j < 3; j++) {
      kernelLine(g, g0 + j * L, 3 * L, buffer, j * L, 3 * L);
    }
    for (int i = 0; i < 4; i++) {
      kernelLine(buffer, 3 * i * L, L, u, u0 + 4 * i * point, point);
    }
  }

  private static void kernelLine(float[] g, int g0, int step, float[] out, int o, int outStep) {
    FloatVector a = FloatVector.fromArray(S, g, g0);
    FloatVector b = FloatVector.fromArray(S, g, g0 + step);
    FloatVector c = FloatVector.fromArray(S, g, g0 + 2 * step);
    FloatVector half = FloatVector.broadcast(S, 0.5f);
    FloatVector outer = a.add(c).mul(half);
    FloatVector mid = b.mul(half);
    a.intoArray(out, o);
    outer.add(mid).intoArray(out, o + outStep);
    outer.sub(mid).intoArray(out, o + 2 * outStep);
    c.intoArray(out, o + 3 * outStep);
  }

  @Override
  void kernelGrad(float[] u, int u0, int point, float[] g, int g0, float[] buffer) {
    for (int j = 0; j < 4; j++) {
      kernelGradLine(u, u0 + j * point, 4 * point, buffer, j * L, 4 * L);
    }
    for (int i = 0; i < 3; i++) {
      kernelGradLine(buffer, 4 * i * L, L, g, g0 + 3 * i * L, L);
    }
  }

  private static void kernelGradLine(float[] u, int at, int step, float[] out, int o, int outStep) {
    FloatVector x0 = FloatVector.fromArray(S, u, at);
    FloatVector x1 = FloatVector.fromArray(S, u, at + step);
    FloatVector x2 = FloatVector.fromArray(S, u, at + 2 * step);
    FloatVector x3 = FloatVector.fromArray(S, u, at + 3 * step);
    FloatVector half = FloatVector.broadcast(S, 0.5f);
    FloatVector sum = x1.add(x2).mul(half);
    x0.add(sum).intoArray(out, o);
    x1.sub(x2).mul(half).intoArray(out, o + outStep);
    sum.add(x3).intoArray(out, o + 2 * outStep);
  }
}
