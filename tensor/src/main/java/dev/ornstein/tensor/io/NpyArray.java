package dev.ornstein.tensor.io;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What a {@code .npy} file held, row-major. {@link Npy#read} makes it. */
public final class NpyArray {
  private final Path path;
  private final Shape shape;
  private final ElementType type;
  private final boolean fortranOrder;
  private final ByteBuffer data;

  /**
   * @param data the elements as stored, from position to limit, with their byte order
   * @param fortranOrder whether the first axis varies fastest in {@code data}
   */
  NpyArray(Path path, Shape shape, ElementType type, boolean fortranOrder, ByteBuffer data) {
    this.path = path;
    this.shape = shape;
    this.type = type;
    this.fortranOrder = fortranOrder && shape.rank() > 1;
    this.data = data;
  }

  /** The shape, as NumPy prints it. */
  public Shape shape() {
    return shape;
  }

  /** The type in which the elements are stored. */
  public ElementType type() {
    return type;
  }

  /**
   * The elements as floats, row-major: F32 bit for bit, F16 exactly, other types rounded to the
   * nearest float.
   */
  public float[] floats() {
    float[] stored = new float[shape.size()];
    type.toFloats(data.duplicate().order(data.order()), stored, 0, stored.length);
    if (!fortranOrder) {
      return stored;
    }
    float[] out = new float[stored.length];
    int[] source = rowMajorSources();
    for (int i = 0; i < out.length; i++) {
      out[i] = stored[source[i]];
    }
    return out;
  }

  /**
   * The elements of an array of integers, row-major; values of U64 from 2⁶³ on come out negative.
   *
   * @throws UserError when the elements are not integers
   */
  public long[] longs() {
    if (!type.isInteger()) {
      throw new UserError(path + " holds " + type + " where integers are wanted");
    }
    long[] stored = new long[shape.size()];
    type.toLongs(data.duplicate().order(data.order()), stored, 0, stored.length);
    if (!fortranOrder) {
      return stored;
    }
    long[] out = new long[stored.length];
    int[] source = rowMajorSources();
    for (int i = 0; i < out.length; i++) {
      out[i] = stored[source[i]];
    }
    return out;
  }

  /** A new tensor with the elements as floats; see {@link #floats}. */
  public Tensor tensor(Engine engine) {
    return engine.of(floats(), shape);
  }

  /** For each element in row-major order, its place in column-major order. */
  private int[] rowMajorSources() {
    int rank = shape.rank();
    int[] index = new int[rank];
    int[] source = new int[shape.size()];
    for (int i = 0; i < source.length; i++) {
      int place = 0;
      for (int axis = rank - 1; axis >= 0; axis--) {
        place = place * shape.dim(axis) + index[axis];
      }
      source[i] = place;
      for (int axis = rank - 1; axis >= 0 && ++index[axis] == shape.dim(axis); axis--) {
        index[axis] = 0;
      }
    }
    return source;
  }
}
