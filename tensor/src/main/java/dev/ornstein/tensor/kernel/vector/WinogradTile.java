package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of Winograd's minimal filtering F(4×4, 3×3) (Lavin and Gray, 2016, "Fast
 * algorithms for convolutional neural networks", with the points 0, ±1, ±2, ∞):
 *
 * <pre>
 * Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A
 * </pre>
 *
 * <p>for a kernel g (3×3), an input tile d (6×6) and an output tile Y (4×4): 36 multiplications in
 * place of 144. The weight gradient is the adjoint in g: Gᵀ [ (Bᵀ d B) ⊙ (A gY Aᵀ) ] G.
 *
 * <p>Transforms of data work on {@link Lanes#L} channels at once: an element is a vector. Columns
 * first, then rows, through a buffer of 36 vectors that stays in the first-level cache.
 */
final class WinogradTile {
  /** Products per tile. */
  static final int POINTS = 36;

  private WinogradTile() {}

  /**
   * Bᵀ d B.
   *
   * @param z channel-last image; element (i, j) of the tile is at z0 + i·row + j·col
   * @param v element (i, j) of the result goes to v0 + (6i + j)·point
   * @param buffer of 36 vectors
   */
  static void input(
      float[] z, int z0, int row, int col, float[] v, int v0, int point, float[] buffer) {
    for (int j = 0; j < 6; j++) {
      int at = z0 + j * col;
      inputLine(z, at, row, buffer, j * L, 6 * L);
    }
    for (int i = 0; i < 6; i++) {
      inputLine(buffer, i * 6 * L, L, v, v0 + i * 6 * point, point);
    }
  }

  private static void inputLine(float[] d, int d0, int step, float[] out, int o, int outStep) {
    FloatVector x0 = FloatVector.fromArray(S, d, d0);
    FloatVector x1 = FloatVector.fromArray(S, d, d0 + step);
    FloatVector x2 = FloatVector.fromArray(S, d, d0 + 2 * step);
    FloatVector x3 = FloatVector.fromArray(S, d, d0 + 3 * step);
    FloatVector x4 = FloatVector.fromArray(S, d, d0 + 4 * step);
    FloatVector x5 = FloatVector.fromArray(S, d, d0 + 5 * step);
    FloatVector four = FloatVector.broadcast(S, 4f);
    FloatVector minusFour = FloatVector.broadcast(S, -4f);
    FloatVector minusFive = FloatVector.broadcast(S, -5f);
    x0.fma(four, x2.fma(minusFive, x4)).intoArray(out, o);
    FloatVector a = x2.fma(minusFour, x4);
    FloatVector b = x1.fma(minusFour, x3);
    a.add(b).intoArray(out, o + outStep);
    a.sub(b).intoArray(out, o + 2 * outStep);
    FloatVector c = x4.sub(x2);
    FloatVector e = x3.sub(x1);
    e = e.add(e);
    c.add(e).intoArray(out, o + 3 * outStep);
    c.sub(e).intoArray(out, o + 4 * outStep);
    x1.fma(four, x3.fma(minusFive, x5)).intoArray(out, o + 5 * outStep);
  }

  /**
   * Aᵀ m A + bias.
   *
   * @param m element (i, j) is at m0 + (6i + j)·point
   * @param out channel-last image; element (i, j) of the tile goes to o + i·row + j·col
   * @param bias of these channels
   * @param buffer of 36 vectors
   */
  static void output(
      float[] m,
      int m0,
      int point,
      float[] out,
      int o,
      int row,
      int col,
      FloatVector bias,
      float[] buffer) {
    FloatVector zero = FloatVector.zero(S);
    for (int j = 0; j < 6; j++) {
      outputLine(m, m0 + j * point, 6 * point, buffer, j * L, 6 * L, zero);
    }
    for (int i = 0; i < 4; i++) {
      outputLine(buffer, i * 6 * L, L, out, o + i * row, col, bias);
    }
  }

  private static void outputLine(
      float[] m, int m0, int step, float[] out, int o, int outStep, FloatVector bias) {
    FloatVector x1 = FloatVector.fromArray(S, m, m0 + step);
    FloatVector x2 = FloatVector.fromArray(S, m, m0 + 2 * step);
    FloatVector x3 = FloatVector.fromArray(S, m, m0 + 3 * step);
    FloatVector x4 = FloatVector.fromArray(S, m, m0 + 4 * step);
    FloatVector s1 = x1.add(x2);
    FloatVector d1 = x1.sub(x2);
    FloatVector s2 = x3.add(x4);
    FloatVector d2 = x3.sub(x4);
    FloatVector x0 = FloatVector.fromArray(S, m, m0).add(bias);
    FloatVector x5 = FloatVector.fromArray(S, m, m0 + 5 * step).add(bias);
    x0.add(s1).add(s2).intoArray(out, o);
    d2.fma(FloatVector.broadcast(S, 2f), d1).add(bias).intoArray(out, o + outStep);
    s2.fma(FloatVector.broadcast(S, 4f), s1).add(bias).intoArray(out, o + 2 * outStep);
    d2.fma(FloatVector.broadcast(S, 8f), d1).add(x5).intoArray(out, o + 3 * outStep);
  }

  /**
   * A gY Aᵀ, the adjoint of the output transform.
   *
   * @param z channel-last image; element (i, j) of the 4×4 tile is at z0 + i·row + j·col
   * @param v element (i, j) of the result goes to v0 + (6i + j)·point
   * @param buffer of 36 vectors
   */
  static void outputGrad(
      float[] z, int z0, int row, int col, float[] v, int v0, int point, float[] buffer) {
    for (int j = 0; j < 4; j++) {
      outputGradLine(z, z0 + j * col, row, buffer, j * L, 4 * L);
    }
    for (int i = 0; i < 6; i++) {
      outputGradLine(buffer, i * 4 * L, L, v, v0 + i * 6 * point, point);
    }
  }

  private static void outputGradLine(float[] g, int g0, int step, float[] out, int o, int outStep) {
    FloatVector x0 = FloatVector.fromArray(S, g, g0);
    FloatVector x1 = FloatVector.fromArray(S, g, g0 + step);
    FloatVector x2 = FloatVector.fromArray(S, g, g0 + 2 * step);
    FloatVector x3 = FloatVector.fromArray(S, g, g0 + 3 * step);
    FloatVector even = x0.add(x2);
    FloatVector odd = x1.add(x3);
    FloatVector even2 = x2.fma(FloatVector.broadcast(S, 4f), x0);
    FloatVector odd2 = x3.fma(FloatVector.broadcast(S, 8f), x1.add(x1));
    x0.intoArray(out, o);
    even.add(odd).intoArray(out, o + outStep);
    even.sub(odd).intoArray(out, o + 2 * outStep);
    even2.add(odd2).intoArray(out, o + 3 * outStep);
    even2.sub(odd2).intoArray(out, o + 4 * outStep);
    x3.intoArray(out, o + 5 * outStep);
  }

  // ---- kernels, one at a time -------------------------------------------------------------------

  /** G g Gᵀ into 36 numbers, {@code t} being work space of 18. */
  static void kernel(float[] g, int g0, float[] out, float[] t) {
    for (int j = 0; j < 3; j++) {
      kernelLine(g[g0 + j], g[g0 + 3 + j], g[g0 + 6 + j], t, j, 3);
    }
    for (int i = 0; i < 6; i++) {
      kernelLine(t[3 * i], t[3 * i + 1], t[3 * i + 2], out, 6 * i, 1);
    }
  }

  private static void kernelLine(float a, float b, float c, float[] out, int o, int step) {
    float sum = (a + c) * (1f / 6);
    float mid = b * (1f / 6);
    float far = a * (1f / 24) + c * (1f / 6);
    float half = b * (1f / 12);
    out[o] = a * 0.25f;
    out[o + step] = -sum - mid;
    out[o + 2 * step] = mid - sum;
    out[o + 3 * step] = far + half;
    out[o + 4 * step] = far - half;
    out[o + 5 * step] = c;
  }

  /** Gᵀ u G, the adjoint of {@link #kernel}, into 9 numbers; {@code t} is work space of 18. */
  static void kernelGrad(float[] u, float[] gw, int g0, float[] t) {
    for (int j = 0; j < 6; j++) {
      kernelGradLine(u, j, 6, t, j, 6);
    }
    for (int i = 0; i < 3; i++) {
      kernelGradLine(t, 6 * i, 1, gw, g0 + 3 * i, 1);
    }
  }

  private static void kernelGradLine(float[] u, int at, int step, float[] out, int o, int outStep) {
    float s1 = u[at + step] + u[at + 2 * step];
    float d1 = u[at + 2 * step] - u[at + step];
    float s2 = u[at + 3 * step] + u[at + 4 * step];
    float d2 = u[at + 3 * step] - u[at + 4 * step];
    out[o] = 0.25f * u[at] - s1 * (1f / 6) + s2 * (1f / 24);
    out[o + outStep] = d1 * (1f / 6) + d2 * (1f / 12);
    out[o + 2 * outStep] = (s2 - s1) * (1f / 6) + u[at + 5 * step];
  }
}
