package dev.ornstein.tensor.kernel;

import dev.ornstein.tensor.ShapeException;
import java.util.Arrays;

/**
 * A nest of loops over several strided operands, made as shallow as their strides allow: axes of
 * extent 1 are dropped, and neighbouring axes that every operand walks without a jump become one.
 */
public final class LoopNest {
  private final int[] dims;
  private final int[][] strides;

  private LoopNest(int[] dims, int[][] strides) {
    this.dims = dims;
    this.strides = strides;
  }

  /**
   * @param dims extents, outermost first
   * @param strides per operand, elements between neighbours along each axis; 0 repeats an element
   */
  public static LoopNest collapse(int[] dims, int[]... strides) {
    int[] d = new int[dims.length];
    int[][] s = new int[strides.length][dims.length];
    int depth = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] == 1) {
        continue;
      }
      if (depth > 0 && continues(dims, strides, axis, s, depth - 1)) {
        d[depth - 1] *= dims[axis];
      } else {
        d[depth++] = dims[axis];
      }
      for (int k = 0; k < s.length; k++) {
        s[k][depth - 1] = strides[k][axis];
      }
    }
    for (int k = 0; k < s.length; k++) {
      s[k] = Arrays.copyOf(s[k], depth);
    }
    return new LoopNest(Arrays.copyOf(d, depth), s);
  }

  /**
   * Whether a step along axis {@code last} equals a whole pass of {@code axis} in every operand.
   */
  private static boolean continues(int[] dims, int[][] strides, int axis, int[][] s, int last) {
    for (int k = 0; k < s.length; k++) {
      if (s[k][last] != strides[k][axis] * dims[axis]) {
        return false;
      }
    }
    return true;
  }

  /** How many loops are left. */
  public int depth() {
    return dims.length;
  }

  /** Extent of the innermost loop; 1 when nothing is left to loop over. */
  public int inner() {
    return dims.length == 0 ? 1 : dims[dims.length - 1];
  }

  /** How often the innermost loop runs. */
  public int outer() {
    int p = 1;
    for (int axis = 0; axis < dims.length - 1; axis++) {
      p *= dims[axis];
    }
    return p;
  }

  /** Step of an operand in the innermost loop. */
  public int innerStride(int operand) {
    return dims.length == 0 ? 0 : strides[operand][dims.length - 1];
  }

  /** Where the {@code row}-th run of the innermost loop begins in an operand. */
  public int start(int operand, int row) {
    int[] s = strides[operand];
    int at = 0;
    int rest = row;
    for (int axis = dims.length - 2; axis >= 0; axis--) {
      at += rest % dims[axis] * s[axis];
      rest /= dims[axis];
    }
    return at;
  }

  /**
   * The nest as numbers for a kernel that finds its place by division: {@code axes} extents,
   * innermost first and filled up with 1, and for each operand as many steps, filled up with 0.
   *
   * @throws ShapeException when the nest is deeper
   */
  public int[] table(int axes) {
    int depth = dims.length;
    if (depth > axes) {
      throw new ShapeException(
          "a nest of " + depth + " loops is deeper than the " + axes + " that these kernels know");
    }
    int[] table = new int[axes * (1 + strides.length)];
    Arrays.fill(table, 0, axes, 1);
    for (int axis = 0; axis < depth; axis++) {
      table[axis] = dims[depth - 1 - axis];
      for (int k = 0; k < strides.length; k++) {
        table[axes * (k + 1) + axis] = strides[k][depth - 1 - axis];
      }
    }
    return table;
  }
}
