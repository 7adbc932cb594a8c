package dev.ornstein.tensor.op;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.List;

/** Moving elements about: every result is a copy in row-major order. */
public final class Rearrange {
  private Rearrange() {}

  /**
   * Reorders the axes: axis i of the result is axis {@code order[i]} of x.
   *
   * @throws ShapeException when {@code order} is not a permutation of the axes
   */
  public static Tensor permute(Tensor x, int... order) {
    int rank = x.shape().rank();
    int[] dims = new int[rank];
    int[] from = new int[rank];
    int[] strides = x.shape().strides();
    boolean[] seen = new boolean[rank];
    if (order.length != rank) {
      throw new ShapeException(
          order.length + " axes do not permute the " + rank + " of " + x.shape());
    }
    for (int i = 0; i < rank; i++) {
      int a = x.shape().axis(order[i]);
      if (seen[a]) {
        throw new ShapeException("axis " + a + " appears twice in a permutation of " + x.shape());
      }
      seen[a] = true;
      dims[i] = x.dim(a);
      from[i] = strides[a];
    }
    Tensor out = x.engine().empty(Shape.of(dims));
    x.engine().backend().copyStrided(out, 0, out.shape().strides(), x, 0, from, dims);
    return out;
  }

  /** Swaps the last two axes. */
  public static Tensor transpose(Tensor x) {
    int rank = x.shape().rank();
    if (rank < 2) {
      throw new ShapeException("a transpose needs at least two axes; got " + x.shape());
    }
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = i;
    }
    order[rank - 2] = rank - 1;
    order[rank - 1] = rank - 2;
    return permute(x, order);
  }

  /**
   * Repeats x along the axes where its extent is 1 (or missing). Summing is this in reverse.
   *
   * @throws ShapeException when x does not broadcast to {@code target}
   */
  public static Tensor expand(Tensor x, Shape target) {
    if (!x.shape().broadcast(target).equals(target)) {
      throw new ShapeException(x.shape() + " does not expand to " + target);
    }
    Tensor out = x.engine().empty(target);
    int[] from = x.shape().broadcastStrides(target);
    x.engine().backend().copyStrided(out, 0, target.strides(), x, 0, from, target.toArray());
    return out;
  }

  /** Elements {@code from} … {@code to}−1 along one axis. */
  public static Tensor slice(Tensor x, int axis, int from, int to) {
    int a = x.shape().axis(axis);
    if (from < 0 || to < from || to > x.dim(a)) {
      throw new ShapeException(
          "a slice " + from + " … " + to + " leaves axis " + a + " of " + x.shape());
    }
    Tensor out = x.engine().empty(x.shape().with(a, to - from));
    int[] strides = x.shape().strides();
    x.engine()
        .backend()
        .copyStrided(
            out, 0, out.shape().strides(), x, from * strides[a], strides, out.shape().toArray());
    return out;
  }

  /** x with {@code before} and {@code after} zeros added along one axis. The adjoint of a slice. */
  public static Tensor pad(Tensor x, int axis, int before, int after) {
    int a = x.shape().axis(axis);
    if (before < 0 || after < 0) {
      throw new ShapeException(
          "padding is at least 0, got " + before + " and " + after + " for " + x.shape());
    }
    Tensor out = x.engine().zeros(x.shape().with(a, before + x.dim(a) + after));
    int[] to = out.shape().strides();
    x.engine()
        .backend()
        .copyStrided(out, before * to[a], to, x, 0, x.shape().strides(), x.shape().toArray());
    return out;
  }

  /**
   * Joins tensors along an axis.
   *
   * @param parts at least one; their other extents are equal
   * @throws ShapeException naming the two shapes that do not fit
   */
  public static Tensor concat(List<Tensor> parts, int axis) {
    if (parts.isEmpty()) {
      throw new ShapeException("concat needs at least one tensor; got none");
    }
    Tensor first = parts.get(0);
    int a = first.shape().axis(axis);
    int extent = 0;
    for (Tensor part : parts) {
      if (part.shape().rank() != first.shape().rank()
          || !part.shape().with(a, 0).equals(first.shape().with(a, 0))) {
        throw new ShapeException(
            "concat along axis "
                + a
                + ": "
                + first.shape()
                + " and "
                + part.shape()
                + " may differ along that axis only");
      }
      extent += part.dim(a);
    }
    Engine engine = first.engine();
    Tensor out = engine.empty(first.shape().with(a, extent));
    int[] to = out.shape().strides();
    int at = 0;
    for (Tensor part : parts) {
      Shape s = part.shape();
      engine.backend().copyStrided(out, at * to[a], to, part, 0, s.strides(), s.toArray());
      at += part.dim(a);
    }
    return out;
  }

  /**
   * Rows of a table.
   *
   * @param table (R, D)
   * @param index row numbers
   * @return (index.length, D)
   */
  public static Tensor gatherRows(Tensor table, int[] index) {
    requireIndex(table.shape(), index);
    Tensor out = table.engine().empty(Shape.of(index.length, table.dim(1)));
    table.engine().backend().gatherRows(out, table, index);
    return out;
  }

  /** Adds rows into a table of zeros with {@code height} rows: the adjoint of gathering. */
  public static Tensor scatterRows(Tensor rows, int[] index, int height) {
    rows.shape()
        .require(Shape.of(index.length, rows.dim(-1)), "the rows for " + index.length + " indices");
    Shape s = Shape.of(height, rows.dim(1));
    requireIndex(s, index);
    Tensor out = rows.engine().zeros(s);
    rows.engine().backend().scatterAddRows(out, rows, index);
    return out;
  }

  private static void requireIndex(Shape table, int[] index) {
    if (table.rank() != 2) {
      throw new ShapeException("a table of rows has two axes; got " + table);
    }
    for (int i = 0; i < index.length; i++) {
      if (index[i] < 0 || index[i] >= table.dim(0)) {
        throw new ShapeException(
            "index " + index[i] + " at position " + i + " is not a row of " + table);
      }
    }
  }
}
