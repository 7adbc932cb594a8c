package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.NormShape;
import dev.ornstein.tensor.kernel.UnaryOp;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Group normalisation of data (N, C, l) whose planes are shorter than a vector while its groups are
 * not, layer normalisation above all (l = 1, one group): along the rows of D = C·l elements, with γ
 * and β for each element. A row stays in the first cache, so the activation is a step of its own
 * there.
 */
final class RowNorm {
  /**
   * Rows whose contributions to γ's and β's gradients are added in float before going to double.
   */
  private static final int MOST_ROWS = 64;

  private final Activation act;
  private final NormShape s;
  private final Parallel parallel;
  private final int row;
  private final int size;
  private final int grain;

  RowNorm(Activation act, NormShape s, Parallel parallel) {
    this.act = act;
    this.s = s;
    this.parallel = parallel;
    this.row = s.c() * s.l();
    this.size = row / s.groups();
    this.grain = Math.max(1, Math.min(MOST_ROWS, 16_384 / row));
  }

  /** Values per channel as values per element of a row. */
  private float[] perElement(Tensor perChannel) {
    float[] out = new float[row];
    for (int j = 0; j < row; j++) {
      out[j] = perChannel.get(j / s.l());
    }
    return out;
  }

  void forward(
      Tensor y, Tensor mean, Tensor rstd, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    float[] scale = perElement(gamma);
    float[] shift = perElement(beta);
    parallel.forChunks(
        s.n(),
        grain,
        (from, to) -> {
          for (int group = from * s.groups(); group < to * s.groups(); group++) {
            int at = group * size;
            VectorGroupNorm.stats(mean, rstd, group, x.array(), x.offset() + at, size, epsilon);
            affine(group, y.array(), y.offset() + at, x, mean, rstd, scale, shift);
            if (act != Activation.NONE) {
              UnaryOp op = act == Activation.RELU ? UnaryOp.RELU : UnaryOp.SILU;
              float[] out = y.array();
              VectorElementwise.unary(op, out, y.offset() + at, out, y.offset() + at, size);
            }
          }
        });
  }

  /** z = γ·x̂ + β for one group. */
  private void affine(
      int group, float[] z, int z0, Tensor x, Tensor mean, Tensor rstd, float[] ga, float[] be) {
    float mu = mean.get(group);
    float rho = rstd.get(group);
    int k0 = group % s.groups() * size;
    int x0 = x.offset() + group * size;
    float[] a = x.array();
    int i = 0;
    for (; i <= size - L; i += L) {
      FloatVector xHat = FloatVector.fromArray(S, a, x0 + i).sub(mu).mul(rho);
      FloatVector shift = FloatVector.fromArray(S, be, k0 + i);
      xHat.fma(FloatVector.fromArray(S, ga, k0 + i), shift).intoArray(z, z0 + i);
    }
    for (; i < size; i++) {
      z[z0 + i] = (a[x0 + i] - mu) * rho * ga[k0 + i] + be[k0 + i];
    }
  }

  void grad(
      Tensor gx,
      Tensor gGamma,
      Tensor gBeta,
      Tensor x,
      Tensor gy,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta) {
    float[] scale = perElement(gamma);
    float[] shift = perElement(beta);
    // For each chunk of rows, per element: Σ g, then Σ g·x̂.
    int chunks = (s.n() + grain - 1) / grain;
    float[] sums = Scratch.get(Slot.SHARED, chunks * 2 * row);
    Arrays.fill(sums, 0, chunks * 2 * row, 0f);
    parallel.forChunks(
        s.n(),
        grain,
        (from, to) -> {
          NormPlane plane = new NormPlane(Activation.NONE, size);
          for (int group = from * s.groups(); group < to * s.groups(); group++) {
            int sumsAt = from / grain * 2 * row + group % s.groups() * size;
            slopes(group, gx, x, gy, mean, rstd, scale, shift);
            weighted(group, gx, x, mean, rstd, scale, sums, sumsAt);
            inputGrad(group, plane, gx, x, mean.get(group), rstd.get(group));
          }
        });
    for (int c = 0; c < s.c(); c++) {
      double sum = 0;
      double dot = 0;
      for (int chunk = 0; chunk < chunks; chunk++) {
        for (int j = c * s.l(); j < (c + 1) * s.l(); j++) {
          sum += sums[chunk * 2 * row + j];
          dot += sums[(chunk * 2 + 1) * row + j];
        }
      }
      gBeta.array()[gBeta.offset() + c] = (float) sum;
      gGamma.array()[gGamma.offset() + c] = (float) dot;
    }
  }

  /** gx = g = gy·act′(z) for one group. */
  private void slopes(
      int group,
      Tensor gx,
      Tensor x,
      Tensor gy,
      Tensor mean,
      Tensor rstd,
      float[] gamma,
      float[] beta) {
    float[] h = gx.array();
    int h0 = gx.offset() + group * size;
    float[] g = gy.array();
    int g0 = gy.offset() + group * size;
    if (act == Activation.NONE) {
      System.arraycopy(g, g0, h, h0, size);
      return;
    }
    BinaryOp op = act == Activation.RELU ? BinaryOp.RELU_GRAD : BinaryOp.SILU_GRAD;
    affine(group, h, h0, x, mean, rstd, gamma, beta);
    VectorElementwise.binary(op, h, h0, g, g0, 1, h, h0, 1, size);
  }

  /** Adds g and g·x̂ to the sums of each element, and turns gx = g into γ·g. */
  private void weighted(
      int group,
      Tensor gx,
      Tensor x,
      Tensor mean,
      Tensor rstd,
      float[] gamma,
      float[] sums,
      int at) {
    float mu = mean.get(group);
    float rho = rstd.get(group);
    float[] h = gx.array();
    int h0 = gx.offset() + group * size;
    float[] a = x.array();
    int x0 = x.offset() + group * size;
    int k0 = group % s.groups() * size;
    int i = 0;
    for (; i <= size - L; i += L) {
      FloatVector g = FloatVector.fromArray(S, h, h0 + i);
      FloatVector xHat = FloatVector.fromArray(S, a, x0 + i).sub(mu).mul(rho);
      FloatVector.fromArray(S, sums, at + i).add(g).intoArray(sums, at + i);
      g.fma(xHat, FloatVector.fromArray(S, sums, at + row + i)).intoArray(sums, at + row + i);
      g.mul(FloatVector.fromArray(S, gamma, k0 + i)).intoArray(h, h0 + i);
    }
    for (; i < size; i++) {
      float g = h[h0 + i];
      sums[at + i] += g;
      sums[at + row + i] += g * (a[x0 + i] - mu) * rho;
      h[h0 + i] = g * gamma[k0 + i];
    }
  }

  /** gx = rstd·(h − mean h − x̂·mean(h·x̂)) from gx = h = γ·g. */
  private void inputGrad(int group, NormPlane plane, Tensor gx, Tensor x, float mu, float rho) {
    float[] h = gx.array();
    int h0 = gx.offset() + group * size;
    int x0 = x.offset() + group * size;
    plane.channel(mu, rho, 0f);
    plane.clear();
    plane.add(h, h0, h, h0, x.array(), x0);
    double dot = plane.dot() * rho;
    plane.slope((float) (rho * plane.sum() / size), (float) (rho * rho * dot / size));
    plane.grad(h, h0, h, h0, x.array(), x0);
  }
}
