package dev.ornstein.tensor.op;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ReduceOp;
import java.util.ArrayList;
import java.util.List;

/** Combining elements along axes, in fixed order. */
public final class Reduce {
  private Reduce() {}

  /** All elements to a rank-0 tensor. */
  public static Tensor all(ReduceOp op, Tensor x) {
    Tensor out = x.engine().empty(Shape.SCALAR);
    x.engine().backend().reduce(op, out, x, 1, x.size(), 1);
    return out;
  }

  /**
   * Reduces along axes.
   *
   * @param keepDims whether reduced axes stay with extent 1
   * @param axes which, in any order, negative ones from the innermost; none leaves x as it is
   * @throws ShapeException for an axis that does not exist or is named twice
   */
  public static Tensor along(ReduceOp op, Tensor x, boolean keepDims, int... axes) {
    int rank = x.shape().rank();
    boolean[] reduced = new boolean[rank];
    for (int axis : axes) {
      int a = x.shape().axis(axis);
      if (reduced[a]) {
        throw new ShapeException("axis " + axis + " of " + x.shape() + " is reduced twice");
      }
      reduced[a] = true;
    }
    Tensor t = along(op, x, reduced, null);
    return keepDims ? t : squeeze(t, reduced);
  }

  /**
   * @param out for the result, or null for new memory
   */
  private static Tensor along(ReduceOp op, Tensor x, boolean[] reduced, Tensor out) {
    Tensor t = x;
    ReduceOp step = op;
    int first = 0;
    while (first < reduced.length && !reduced[first]) {
      first++;
    }
    // Neighbouring axes go together; innermost first, so that what is left shrinks soonest.
    int end = reduced.length;
    while (end > 0) {
      if (!reduced[end - 1]) {
        end--;
        continue;
      }
      int begin = end - 1;
      while (begin > 0 && reduced[begin - 1]) {
        begin--;
      }
      t = run(step, t, begin, end, begin == first ? out : null);
      step = op == ReduceOp.SUM_OF_SQUARES ? ReduceOp.SUM : op;
      end = begin;
    }
    return t;
  }

  /** Reduces axes begin … end−1, leaving extents of 1. */
  private static Tensor run(ReduceOp op, Tensor x, int begin, int end, Tensor given) {
    Shape s = x.shape();
    int[] dims = s.toArray();
    for (int i = begin; i < end; i++) {
      dims[i] = 1;
    }
    Tensor out = given == null ? x.engine().empty(Shape.of(dims)) : given;
    int outer = s.product(0, begin);
    int inner = s.product(end, s.rank());
    x.engine().backend().reduce(op, out, x, outer, s.product(begin, end), inner);
    return out;
  }

  private static Tensor squeeze(Tensor t, boolean[] gone) {
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < gone.length; i++) {
      if (!gone[i]) {
        left.add(t.dim(i));
      }
    }
    return t.reshape(Shape.of(left.stream().mapToInt(Integer::intValue).toArray()));
  }

  /**
   * The mean squared error of each sample, 1/D·‖a − b‖².
   *
   * @param a (N, …) with D elements per sample
   * @param b of a's shape
   * @return (N)
   */
  public static Tensor meanSquaredError(Tensor a, Tensor b) {
    b.shape().require(a.shape(), "what is compared");
    int rows = a.dim(0);
    Tensor y = a.engine().empty(Shape.of(rows));
    a.engine().backend().meanSquaredError(y, a, b, rows, a.shape().product(1, a.shape().rank()));
    return y;
  }

  /**
   * The gradient of {@link #meanSquaredError} in a, gy·2/D·(a − b); with a and b exchanged it is
   * that in b.
   *
   * @param gy (N)
   * @return of a's shape
   */
  public static Tensor meanSquaredErrorGrad(Tensor gy, Tensor a, Tensor b) {
    b.shape().require(a.shape(), "what is compared");
    int rows = a.dim(0);
    gy.shape().require(Shape.of(rows), "the output gradient of the mean squared error");
    Tensor ga = a.engine().empty(a.shape());
    int cols = a.shape().product(1, a.shape().rank());
    a.engine().backend().meanSquaredErrorGrad(ga, gy, a, b, rows, cols);
    return ga;
  }

  /**
   * Undoes broadcasting: sums {@code x} down to {@code target}, a shape that broadcasts to x's.
   *
   * @return x itself when the shapes are equal
   */
  public static Tensor toShape(Tensor x, Shape target) {
    if (x.shape().equals(target)) {
      return x;
    }
    return along(ReduceOp.SUM, x, repeated(x.shape(), target), null).reshape(target);
  }

  /**
   * {@link #toShape(Tensor, Shape)} where the result is wanted.
   *
   * @param out of a shape that broadcasts to x's; overwritten
   * @throws ShapeException when it is not
   */
  public static void toShape(Tensor out, Tensor x) {
    boolean[] axes = repeated(x.shape(), out.shape());
    Tensor sum = along(ReduceOp.SUM, x, axes, out);
    if (sum == x) {
      out.set(x);
    }
  }

  /** Along which axes {@code from} is repeated when it is broadcast to {@code to}. */
  private static boolean[] repeated(Shape to, Shape from) {
    if (!from.broadcast(to).equals(to)) {
      throw new ShapeException(to + " does not sum to " + from);
    }
    int lead = to.rank() - from.rank();
    boolean[] axes = new boolean[to.rank()];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = i < lead || (from.dim(i - lead) == 1 && to.dim(i) != 1);
    }
    return axes;
  }
}
