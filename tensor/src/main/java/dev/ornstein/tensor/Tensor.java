package dev.ornstein.tensor;

import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.ReduceOp;
import dev.ornstein.tensor.kernel.UnaryOp;
import dev.ornstein.tensor.op.Elementwise;
import dev.ornstein.tensor.op.Linalg;
import dev.ornstein.tensor.op.Reduce;
import java.util.Arrays;

/**
 * A dense row-major array of 32-bit floats. A tensor is a window into an array: reshaping and
 * parameters packed into one arena share memory, everything else is a copy. Operations leave their
 * arguments alone and return new tensors, except the few whose names end in {@code InPlace}.
 *
 * <p>Families of operations live in {@code dev.ornstein.tensor.op}; the commonest are methods here.
 * Nothing here records gradients: that is {@code dev.ornstein.autograd}.
 */
public final class Tensor {
  private final Engine engine;
  private final Shape shape;
  private final Memory memory;
  private final int offset;

  Tensor(Engine engine, Shape shape, Memory memory, int offset) {
    this.engine = engine;
    this.shape = shape;
    this.memory = memory;
    this.offset = offset;
  }

  /** What made this tensor and computes with it. */
  public Engine engine() {
    return engine;
  }

  /** Extents, outermost first. */
  public Shape shape() {
    return shape;
  }

  /** Number of elements. */
  public int size() {
    return shape.size();
  }

  /** Extent of one axis; negative axes count from the innermost. */
  public int dim(int axis) {
    return shape.dim(axis);
  }

  /**
   * The elements as they lie in memory: at {@link #offset()} … offset + size − 1, row-major. Not a
   * copy. Where the elements are on a device, they are brought here first, and back when a kernel
   * next needs them: the array is valid until then.
   */
  public float[] array() {
    return memory.array();
  }

  /** {@link #array()} for those who do not write it: what a device holds stays valid. */
  public float[] readOnlyArray() {
    return memory.readOnlyArray();
  }

  /** The memory, one object for all windows on it. */
  public Memory memory() {
    return memory;
  }

  /** Where this tensor begins in its memory. */
  public int offset() {
    return offset;
  }

  /**
   * How often this memory has been overwritten in place, through this tensor or any window on the
   * same memory. Automatic differentiation compares it to notice that what it saved has changed.
   */
  public int version() {
    return memory.changes();
  }

  /**
   * Says that this memory has been overwritten by other means than the methods of this class: a
   * kernel that works in place, or {@link #array()}.
   */
  public void changed() {
    memory.changed();
  }

  /** A copy of the elements, row-major. */
  public float[] toArray() {
    return Arrays.copyOfRange(memory.readOnlyArray(), offset, offset + size());
  }

  /** The element at row-major position {@code i}. */
  public float get(int i) {
    return memory.readOnlyArray()[at(i)];
  }

  /**
   * Overwrites the element at row-major position {@code i}; returns this. Not for the workers of a
   * kernel: like all that overwrites in place, it counts {@link #version()}.
   */
  public Tensor set(int i, float value) {
    memory.array()[at(i)] = value;
    changed();
    return this;
  }

  private int at(int i) {
    if (i < 0 || i >= size()) {
      throw new IndexOutOfBoundsException("element " + i + " of a tensor " + shape);
    }
    return offset + i;
  }

  /**
   * The one element.
   *
   * @throws ShapeException when there are more or none
   */
  public float item() {
    if (size() != 1) {
      throw new ShapeException("item() needs exactly one element; this tensor is " + shape);
    }
    return memory.readOnlyArray()[offset];
  }

  /**
   * The same memory under another shape.
   *
   * @param dims new extents; one of them may be −1 and is then worked out
   * @throws ShapeException when the number of elements differs
   */
  public Tensor reshape(int... dims) {
    int[] d = dims.clone();
    int unknown = -1;
    int known = 1;
    for (int i = 0; i < d.length; i++) {
      if (d[i] == -1) {
        if (unknown >= 0) {
          throw new ShapeException(
              "a reshape of " + shape + " leaves two extents open; at most one may be -1");
        }
        unknown = i;
      } else {
        known *= d[i];
      }
    }
    if (unknown >= 0) {
      d[unknown] = known == 0 ? 0 : size() / known;
    }
    return reshape(Shape.of(d));
  }

  /** The same memory under another shape of as many elements. */
  public Tensor reshape(Shape target) {
    if (target.size() != size()) {
      throw new ShapeException(
          shape
              + " of "
              + size()
              + " elements cannot be reshaped to "
              + target
              + " of "
              + target.size());
    }
    return new Tensor(engine, target, memory, offset);
  }

  /**
   * A window of consecutive elements, sharing memory: rows of a batch, or a parameter in an arena.
   *
   * @param from first element, row-major
   * @param target shape of the window
   * @throws ShapeException when the window leaves this tensor
   */
  public Tensor window(int from, Shape target) {
    if (from < 0 || from + (long) target.size() > size()) {
      throw new ShapeException(
          "a window " + target + " from element " + from + " leaves the tensor " + shape);
    }
    return new Tensor(engine, target, memory, offset + from);
  }

  /** A copy with memory of its own. */
  public Tensor copy() {
    Tensor t = engine.empty(shape);
    engine.backend().copy(t, this);
    return t;
  }

  /**
   * Overwrites this tensor.
   *
   * @param source of the same shape
   * @return this
   */
  public Tensor set(Tensor source) {
    source.shape.require(shape, "the source of set()");
    engine.backend().copy(this, source);
    changed();
    return this;
  }

  /** Overwrites every element with {@code value}; returns this. */
  public Tensor fillInPlace(float value) {
    engine.backend().fill(this, value);
    changed();
    return this;
  }

  /** this ← this + alpha·x, with x of the same shape; returns this. */
  public Tensor addInPlace(float alpha, Tensor x) {
    x.shape.require(shape, "the addend of addInPlace()");
    engine.backend().axpy(this, alpha, x);
    changed();
    return this;
  }

  /** Elementwise sum, broadcasting. */
  public Tensor plus(Tensor b) {
    return Elementwise.binary(BinaryOp.ADD, this, b);
  }

  /** x + b. */
  public Tensor plus(float b) {
    return Elementwise.affine(this, 1f, b);
  }

  /** Elementwise difference, broadcasting. */
  public Tensor minus(Tensor b) {
    return Elementwise.binary(BinaryOp.SUB, this, b);
  }

  /** Elementwise product, broadcasting. */
  public Tensor times(Tensor b) {
    return Elementwise.binary(BinaryOp.MUL, this, b);
  }

  /** b·x. */
  public Tensor times(float b) {
    return Elementwise.affine(this, b, 0f);
  }

  /** Elementwise quotient, broadcasting. */
  public Tensor divide(Tensor b) {
    return Elementwise.binary(BinaryOp.DIV, this, b);
  }

  /** An elementwise function. */
  public Tensor map(UnaryOp op) {
    return Elementwise.unary(op, this);
  }

  /** Largest of x and lo, then smallest of that and hi, elementwise. */
  public Tensor clamp(float lo, float hi) {
    return Elementwise.binary(
        BinaryOp.MIN, Elementwise.binary(BinaryOp.MAX, this, engine.scalar(lo)), engine.scalar(hi));
  }

  /** Matrix product over the last two axes, batched over the others; see {@link Linalg#matmul}. */
  public Tensor matmul(Tensor b) {
    return Linalg.matmul(this, b);
  }

  /** Sum of all elements, rank 0. */
  public Tensor sum() {
    return Reduce.all(ReduceOp.SUM, this);
  }

  /** Sum along axes, which disappear. */
  public Tensor sum(int... axes) {
    return Reduce.along(ReduceOp.SUM, this, false, axes);
  }

  /** Mean of all elements, rank 0. */
  public Tensor mean() {
    return sum().times(1f / size());
  }

  /** Whether no element is NaN or infinite. */
  public boolean isFinite() {
    // 0·x is 0 for finite x and NaN else; a sum keeps the NaN.
    if (memory.isElsewhere()) {
      try (Scope scope = engine.scope()) { // one number is fetched instead of all
        return times(0f).sum().item() == 0f;
      }
    }
    float[] array = memory.readOnlyArray();
    float acc = 0;
    for (int i = offset, end = offset + size(); i < end; i++) {
      acc += 0f * array[i];
    }
    return acc == 0f;
  }

  /** Shape and the first elements. */
  @Override
  public String toString() {
    int shown = Math.min(8, size());
    String head =
        Arrays.toString(Arrays.copyOfRange(memory.readOnlyArray(), offset, offset + shown));
    return "Tensor" + shape + (shown < size() ? head.replace("]", ", …]") : head);
  }
}
