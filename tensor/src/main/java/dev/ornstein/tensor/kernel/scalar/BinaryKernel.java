package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.Erf;
import dev.ornstein.tensor.kernel.LoopNest;
import java.util.Arrays;

/**
 * Functions of two elements, with broadcasting. After {@link LoopNest#collapse} the innermost axis
 * of each operand is either contiguous or one element repeated; a repeated element is first written
 * into a block, so that one loop per function serves every kind of broadcast.
 */
final class BinaryKernel {
  /** Elements per block: one row of the innermost axis is done in such pieces. */
  private static final int BLOCK = 256;

  private static final double INV_SQRT_2PI = 0.3989422804014327;

  private BinaryKernel() {}

  /** out = op(a, b), which broadcast to out's shape. */
  static void run(BinaryOp op, Tensor out, Tensor a, Tensor b, Parallel parallel) {
    Shape shape = out.shape();
    int[] aStrides = a.shape().broadcastStrides(shape);
    LoopNest nest = LoopNest.collapse(shape.toArray(), aStrides, b.shape().broadcastStrides(shape));
    int inner = nest.inner();
    // Long rows are cut as well: (row, piece of the row) is the index that is spread over threads.
    int piece = Math.min(inner, Grain.of(2));
    int pieces = piece == 0 ? 0 : (inner - 1) / piece + 1;
    parallel.forChunks(
        nest.outer() * pieces,
        Grain.of(2L * piece),
        (from, to) -> {
          float[] blockA = new float[BLOCK];
          float[] blockB = new float[BLOCK];
          for (int task = from; task < to; task++) {
            int row = task / pieces;
            int begin = task % pieces * piece;
            int length = Math.min(piece, inner - begin);
            int sa = nest.innerStride(0);
            int sb = nest.innerStride(1);
            row(
                op,
                out.array(),
                out.offset() + row * inner + begin,
                a.array(),
                a.offset() + nest.start(0, row) + begin * sa,
                sa == 0 ? blockA : null,
                b.array(),
                b.offset() + nest.start(1, row) + begin * sb,
                sb == 0 ? blockB : null,
                length);
          }
        });
  }

  /** One piece of a row; a block is given for an operand that is one element repeated. */
  private static void row(
      BinaryOp op,
      float[] out,
      int outAt,
      float[] a,
      int aAt,
      float[] blockA,
      float[] b,
      int bAt,
      float[] blockB,
      int n) {
    if (blockA != null) {
      Arrays.fill(blockA, 0, Math.min(n, BLOCK), a[aAt]);
    }
    if (blockB != null) {
      Arrays.fill(blockB, 0, Math.min(n, BLOCK), b[bAt]);
    }
    for (int i = 0; i < n; i += BLOCK) {
      apply(
          op,
          out,
          outAt + i,
          blockA == null ? a : blockA,
          blockA == null ? aAt + i : 0,
          blockB == null ? b : blockB,
          blockB == null ? bAt + i : 0,
          Math.min(BLOCK, n - i));
    }
  }

  /** out[i] = op(a[i], b[i]). */
  private static void apply(
      BinaryOp op, float[] out, int outAt, float[] a, int aAt, float[] b, int bAt, int n) {
    switch (op) {
      case ADD:
        for (int i = 0; i < n; i++) {
          out[outAt + i] = a[aAt + i] + b[bAt + i];
        }
        break;
      case SUB:
        for (int i = 0; i < n; i++) {
          out[outAt + i] = a[aAt + i] - b[bAt + i];
        }
        break;
      case MUL:
        for (int i = 0; i < n; i++) {
          out[outAt + i] = a[aAt + i] * b[bAt + i];
        }
        break;
      default:
        for (int i = 0; i < n; i++) {
          out[outAt + i] = apply(op, a[aAt + i], b[bAt + i]);
        }
    }
  }

  /** op(a, b). */
  static float apply(BinaryOp op, float a, float b) {
    switch (op) {
      case ADD:
        return a + b;
      case SUB:
        return a - b;
      case MUL:
        return a * b;
      case DIV:
        return a / b;
      case MAX:
        return Math.max(a, b);
      case MIN:
        return Math.min(a, b);
      case POW:
        return (float) Math.pow(a, b);
      case GREATER_EQUAL:
        return a >= b ? 1 : 0;
      case EQUAL:
        return a == b ? 1 : 0;
      case RELU_GRAD:
        return b > 0 ? a : 0;
      case SILU_GRAD:
        return (float) (a * siluSlope(b));
      case GELU_GRAD:
        return (float) (a * geluSlope(b));
      default:
        throw new AssertionError(op);
    }
  }

  /** d/dx x·σ(x) = σ(x)(1 + x(1 − σ(x))). */
  static double siluSlope(double x) {
    double sigma = UnaryKernel.sigmoid(x);
    return sigma * (1 + x * (1 - sigma));
  }

  /** d/dx x·Φ(x) = Φ(x) + x·φ(x). */
  private static double geluSlope(double x) {
    return Erf.normalCdf(x) + x * INV_SQRT_2PI * Math.exp(-0.5 * x * x);
  }
}
