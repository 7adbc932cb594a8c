package dev.ornstein.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The extents of a dense row-major array, outermost first: {@code (N, C, H, W)} for images. A shape
 * of rank 0 is a single number. Immutable.
 */
public final class Shape {
  /** Elements that one array can hold. */
  public static final int MOST = Integer.MAX_VALUE - 8 - Memory.START;

  /** The shape of a single number. */
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;
  private final int size;

  private Shape(int[] dims) {
    this.dims = dims;
    long product = 1;
    for (int d : dims) {
      if (d < 0) {
        throw new ShapeException("a dimension is at least 0, got " + d + " in " + text(dims));
      }
      product *= d;
      if (product > MOST) {
        throw new ArrayLimitException(
            text(dims) + " has more elements than one array can hold (2^31)");
      }
    }
    this.size = (int) product;
  }

  /**
   * @param dims extents, outermost first; none for a single number
   * @throws ShapeException for a negative extent
   * @throws ArrayLimitException for more than 2³¹ − 9 elements
   */
  public static Shape of(int... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** Number of dimensions. */
  public int rank() {
    return dims.length;
  }

  /** Number of elements: the product of the extents, 1 for rank 0. */
  public int size() {
    return size;
  }

  /**
   * The extent of one axis.
   *
   * @param axis 0 … rank−1, or −1 … −rank counted from the innermost
   */
  public int dim(int axis) {
    return dims[axis(axis)];
  }

  /**
   * Resolves an axis that may count from the end.
   *
   * @throws ShapeException when there is no such axis
   */
  public int axis(int axis) {
    int a = axis < 0 ? axis + dims.length : axis;
    if (a < 0 || a >= dims.length) {
      throw new ShapeException(
          "axis "
              + axis
              + " of "
              + this
              + " does not exist; use "
              + -dims.length
              + " … "
              + (dims.length - 1));
    }
    return a;
  }

  /** The extents as a fresh array. */
  public int[] toArray() {
    return dims.clone();
  }

  /** Product of the extents of axes {@code from} (inclusive) to {@code to} (exclusive). */
  public int product(int from, int to) {
    int p = 1;
    for (int i = from; i < to; i++) {
      p *= dims[i];
    }
    return p;
  }

  /** Elements between neighbours along each axis, in row-major order. */
  public int[] strides() {
    int[] strides = new int[dims.length];
    int step = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= dims[i];
    }
    return strides;
  }

  /** This shape with one extent replaced. */
  public Shape with(int axis, int extent) {
    int[] d = dims.clone();
    d[axis(axis)] = extent;
    return of(d);
  }

  /**
   * The shape that this and {@code other} broadcast to: aligned at the innermost axis, an extent of
   * 1 (or a missing axis) stretches to the other's.
   *
   * @throws ShapeException naming both shapes when they do not broadcast
   */
  public Shape broadcast(Shape other) {
    if (equals(other)) {
      return this;
    }
    int rank = Math.max(rank(), other.rank());
    int[] out = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int a = i <= rank() ? dims[rank() - i] : 1;
      int b = i <= other.rank() ? other.dims[other.rank() - i] : 1;
      if (a != b && a != 1 && b != 1) {
        throw new ShapeException(
            this
                + " and "
                + other
                + " do not broadcast: extents "
                + a
                + " and "
                + b
                + " at axis −"
                + i
                + " must be equal, or one of them 1");
      }
      out[rank - i] = a == 1 ? b : a;
    }
    return of(out);
  }

  /**
   * Strides with which this shape is read as {@code target}: 0 along every stretched axis.
   *
   * @param target a shape to which this one broadcasts
   */
  public int[] broadcastStrides(Shape target) {
    int[] own = strides();
    int[] out = new int[target.rank()];
    int lead = target.rank() - rank();
    for (int i = 0; i < rank(); i++) {
      out[lead + i] = dims[i] == 1 ? 0 : own[i];
    }
    return out;
  }

  /** Fails with one sentence unless the shapes are equal. */
  public void require(Shape expected, String what) {
    require(expected, what, "");
  }

  /**
   * {@link #require(Shape, String)} where words are put together only when they are needed.
   *
   * @param of ends what is said of this shape
   */
  public void require(Shape expected, String what, Object of) {
    if (!equals(expected)) {
      throw new ShapeException(
          what + of + " has shape " + this + "; " + expected + " was expected");
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Shape && Arrays.equals(dims, ((Shape) o).dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** For example {@code (64, 1, 28, 28)}; {@code ()} for a single number. */
  @Override
  public String toString() {
    return text(dims);
  }

  private static String text(int[] dims) {
    return Arrays.stream(dims)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
