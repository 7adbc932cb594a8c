package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ReduceOp;
import org.jocl.cl_mem;

/**
 * Reductions of one axis: {@code reduce.cl}. A long axis is cut into parts, each for a work item of
 * its own, and their results are reduced in the same way until few are left. How it is cut depends
 * on the extents alone: the bits do not depend on the device.
 */
final class ClReduce {
  private static final String FAMILY = "reduce";

  /** An axis that is no longer goes in one piece. */
  private static final int ONE_PIECE = 64;

  /** Elements of a part, at least. */
  private static final int LEAST_PART = 32;

  /** Work items that keep a large GPU busy. */
  private static final int ITEMS = 1 << 16;

  /** Neighbours that read side by side. */
  private static final int SIDE_BY_SIDE = 32;

  private final ClDevice device;

  ClReduce(ClDevice device) {
    this.device = device;
  }

  void reduce(ReduceOp op, Tensor out, Tensor x, int outer, int reduced, int inner) {
    if (outer * inner == 0) {
      return;
    }
    int left = reduced;
    cl_mem pairs = null;
    for (int pass = 0; parts(outer, left, inner) > 1; pass++) {
      int parts = parts(outer, left, inner);
      pairs = pass(op, x, pairs, outer, left, inner, parts, pass % 2);
      left = parts;
    }
    Launch call = begin(op, pairs == null, true).write(out);
    finish(call, x, pairs, outer, left, inner, 1);
  }

  /** How many parts an axis is cut into. */
  static int parts(int outer, int reduced, int inner) {
    if (reduced <= ONE_PIECE) {
      return 1;
    }
    int most = (reduced - 1) / LEAST_PART + 1;
    int enough = ITEMS / Math.max(1, Math.min(ITEMS, outer * inner));
    int wide = (SIDE_BY_SIDE - 1) / inner + 1;
    return Math.max(Math.min(most, enough), wide);
  }

  /** Reduces to pairs in a room of the device. */
  private cl_mem pass(
      ReduceOp op, Tensor x, cl_mem pairs, int outer, int reduced, int inner, int parts, int slot) {
    cl_mem to = device.scratch(slot, 2 * outer * parts * inner);
    finish(begin(op, pairs == null, false).put(to), x, pairs, outer, reduced, inner, parts);
    return to;
  }

  private Launch begin(ReduceOp op, boolean first, boolean last) {
    String name = first ? last ? "firstAndLast" : "first" : last ? "last" : "next";
    return device.kernel(FAMILY, "-DREDUCE_" + op, name);
  }

  private static void finish(
      Launch call, Tensor x, cl_mem pairs, int outer, int reduced, int inner, int parts) {
    int n = outer * parts * inner;
    (pairs == null ? call.read(x) : call.put(pairs)).put(reduced, inner, parts, n).over(n);
  }
}
