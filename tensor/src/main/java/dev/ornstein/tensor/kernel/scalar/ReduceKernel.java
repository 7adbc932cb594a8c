package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.ReduceOp;
import java.util.Arrays;

/**
 * Reductions of the middle axis of (outer, reduced, inner). The reduced axis is cut into blocks of
 * fixed length and the inner axis into stripes; each (outer, block, stripe) is reduced in double,
 * and the blocks are then combined in their order. One long row therefore keeps all threads busy,
 * and the result does not depend on how many there are.
 */
final class ReduceKernel {
  /** Columns that are reduced side by side. */
  private static final int STRIPE = 1024;

  /** Elements per block. */
  private static final int BLOCK = 1 << 15;

  private ReduceKernel() {}

  /** out[o, i] = op over r of x[o, r, i]. */
  static void run(
      ReduceOp op,
      float[] out,
      int outAt,
      float[] x,
      int xAt,
      int outer,
      int reduced,
      int inner,
      Parallel parallel) {
    double[] result = inDouble(op, x, xAt, outer, reduced, inner, parallel);
    for (int i = 0; i < result.length; i++) {
      out[outAt + i] = (float) result[i];
    }
  }

  /** The reduction before it is rounded to float: (outer, inner). */
  static double[] inDouble(
      ReduceOp op, float[] x, int xAt, int outer, int reduced, int inner, Parallel parallel) {
    if (outer * inner == 0) {
      return new double[0];
    }
    int stripe = Math.min(inner, STRIPE);
    int stripes = (inner - 1) / stripe + 1;
    int block = BLOCK / stripe;
    int blocks = Math.max(1, (reduced - 1) / block + 1);
    double[] partial = new double[outer * blocks * inner];
    parallel.forChunks(
        outer * blocks * stripes,
        Grain.of((long) stripe * Math.min(block, Math.max(1, reduced))),
        (from, to) -> {
          for (int task = from; task < to; task++) {
            int i = task % stripes * stripe;
            int b = task / stripes % blocks;
            int o = task / stripes / blocks;
            int r = b * block;
            int at = xAt + (o * reduced + r) * inner + i;
            int rows = Math.min(block, reduced - r);
            int cols = Math.min(stripe, inner - i);
            int into = (o * blocks + b) * inner + i;
            if (inner == 1) {
              partial[into] = row(op, x, at, rows);
            } else {
              columns(op, partial, into, x, at, rows, inner, cols);
            }
          }
        });
    return blocks == 1 ? partial : combine(op, partial, outer, blocks, inner);
  }

  private static double[] combine(ReduceOp op, double[] partial, int outer, int blocks, int inner) {
    double[] result = new double[outer * inner];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        double acc = partial[o * blocks * inner + i];
        for (int b = 1; b < blocks; b++) {
          double next = partial[(o * blocks + b) * inner + i];
          acc = op == ReduceOp.MAX ? Math.max(acc, next) : acc + next;
        }
        result[o * inner + i] = acc;
      }
    }
    return result;
  }

  /** {@code rows} rows of {@code cols} columns, {@code step} elements apart, into {@code acc}. */
  private static void columns(
      ReduceOp op, double[] acc, int accAt, float[] x, int xAt, int rows, int step, int cols) {
    Arrays.fill(acc, accAt, accAt + cols, op == ReduceOp.MAX ? Double.NEGATIVE_INFINITY : 0);
    for (int r = 0; r < rows; r++) {
      int at = xAt + r * step;
      switch (op) {
        case SUM:
          for (int i = 0; i < cols; i++) {
            acc[accAt + i] += x[at + i];
          }
          break;
        case SUM_OF_SQUARES:
          for (int i = 0; i < cols; i++) {
            acc[accAt + i] += (double) x[at + i] * x[at + i];
          }
          break;
        default:
          for (int i = 0; i < cols; i++) {
            acc[accAt + i] = Math.max(acc[accAt + i], x[at + i]);
          }
      }
    }
  }

  private static double row(ReduceOp op, float[] x, int at, int n) {
    switch (op) {
      case SUM:
        return Sums.sum(x, at, n);
      case SUM_OF_SQUARES:
        return Sums.dot(x, at, x, at, n);
      default:
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
          max = Math.max(max, x[at + i]);
        }
        return max;
    }
  }
}
