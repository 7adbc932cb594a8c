package dev.ornstein.autograd.op;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;

/** The shapes that a reduction along axes leaves. */
final class Axes {
  private Axes() {}

  /** {@code s} with extent 1 along the axes. */
  static Shape reduced(Shape s, int... axes) {
    boolean[] gone = named(s, axes);
    int[] dims = s.toArray();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = gone[i] ? 1 : dims[i];
    }
    return Shape.of(dims);
  }

  /** {@code s} without the axes. */
  static Shape without(Shape s, int... axes) {
    boolean[] gone = named(s, axes);
    int[] dims = new int[s.rank() - axes.length];
    int next = 0;
    for (int i = 0; i < gone.length; i++) {
      if (!gone[i]) {
        dims[next++] = s.dim(i);
      }
    }
    return Shape.of(dims);
  }

  private static boolean[] named(Shape s, int... axes) {
    boolean[] named = new boolean[s.rank()];
    for (int axis : axes) {
      int a = s.axis(axis);
      if (named[a]) {
        throw new ShapeException("axis " + axis + " of " + s + " is reduced twice");
      }
      named[a] = true;
    }
    return named;
  }
}
