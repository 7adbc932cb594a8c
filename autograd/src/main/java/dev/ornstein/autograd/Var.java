package dev.ornstein.autograd;

import dev.ornstein.autograd.op.Abs;
import dev.ornstein.autograd.op.Affine;
import dev.ornstein.autograd.op.Cos;
import dev.ornstein.autograd.op.Divide;
import dev.ornstein.autograd.op.Erf;
import dev.ornstein.autograd.op.Exp;
import dev.ornstein.autograd.op.Expand;
import dev.ornstein.autograd.op.Gelu;
import dev.ornstein.autograd.op.Log;
import dev.ornstein.autograd.op.LogSumExp;
import dev.ornstein.autograd.op.Matmul;
import dev.ornstein.autograd.op.Max;
import dev.ornstein.autograd.op.Maximum;
import dev.ornstein.autograd.op.Minimum;
import dev.ornstein.autograd.op.Minus;
import dev.ornstein.autograd.op.Pad;
import dev.ornstein.autograd.op.Permute;
import dev.ornstein.autograd.op.Plus;
import dev.ornstein.autograd.op.Pow;
import dev.ornstein.autograd.op.Reciprocal;
import dev.ornstein.autograd.op.Relu;
import dev.ornstein.autograd.op.Reshape;
import dev.ornstein.autograd.op.Sigmoid;
import dev.ornstein.autograd.op.Silu;
import dev.ornstein.autograd.op.Sin;
import dev.ornstein.autograd.op.Slice;
import dev.ornstein.autograd.op.Softmax;
import dev.ornstein.autograd.op.Sqrt;
import dev.ornstein.autograd.op.Square;
import dev.ornstein.autograd.op.Sum;
import dev.ornstein.autograd.op.Tanh;
import dev.ornstein.autograd.op.Times;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/**
 * A tensor in a computation. A <em>leaf</em> is a value by which something is to be differentiated;
 * a <em>constant</em> is not; all others come from operations, which the innermost open {@link
 * Tape} records when one of their inputs requires a gradient.
 *
 * <p>Operations leave their arguments alone. Where two arguments are combined elementwise, their
 * shapes broadcast. Those of several arguments are in {@link Ops}. All of them throw {@link
 * dev.ornstein.tensor.ShapeException} naming the operation and both shapes when those do not fit.
 */
public final class Var {
  private final Tensor value;
  private final boolean requiresGrad;
  private final Tape tape; // null for leaves and constants
  private final LeafGradient gradient; // null unless this is a leaf
  Operation maker; // null for leaves and constants, and when the tape has closed
  private String name;

  Var(Tensor value, boolean requiresGrad, Tape tape, Operation maker) {
    this.value = value;
    this.requiresGrad = requiresGrad;
    this.tape = tape;
    this.maker = maker;
    this.gradient = requiresGrad && tape == null ? new LeafGradient(this) : null;
  }

  /** A value by which nothing is differentiated; shares memory with {@code t}. */
  public static Var constant(Tensor t) {
    return new Var(t, false, null, null);
  }

  /** A value by which something is to be differentiated; shares memory with {@code t}. */
  public static Var leaf(Tensor t) {
    return new Var(t, true, null, null);
  }

  /** The elements. */
  public Tensor value() {
    return value;
  }

  /** Shape of the value. */
  public Shape shape() {
    return value.shape();
  }

  /** Extent of one axis; negative axes count from the innermost. */
  public int dim(int axis) {
    return value.dim(axis);
  }

  /** The engine of the value. */
  public Engine engine() {
    return value.engine();
  }

  /** Whether this is a leaf, or was recorded because it depends on one. */
  public boolean requiresGrad() {
    return requiresGrad;
  }

  /** The one element. */
  public float item() {
    return value.item();
  }

  /** The same value as a constant: no gradient flows through it. Shares memory. */
  public Var detach() {
    return constant(value);
  }

  /** Gives this value a name for messages; returns this. */
  public Var named(String name) {
    this.name = name;
    return this;
  }

  /** The name given, or null. */
  public String name() {
    return name;
  }

  /**
   * The gradient that {@link Tape#backward} accumulated, or null when there is none since the
   * beginning or {@link #zeroGrad}. Its memory is this leaf's own (or that given to {@link
   * #gradInto}), outlives every scope, and is overwritten by later passes.
   */
  public Tensor grad() {
    return isLeaf() ? gradient.get() : null;
  }

  /**
   * Accumulates into this memory from now on, beginning empty.
   *
   * @param buffer of this leaf's shape; a window of an arena, say. Its content does not matter. It
   *     is left as it is by a pass that does not reach this leaf
   * @throws dev.ornstein.tensor.ShapeException when the shapes differ
   * @throws IllegalStateException when this is not a leaf
   */
  public void gradInto(Tensor buffer) {
    if (!isLeaf()) {
      throw new IllegalStateException(
          "only a leaf accumulates a gradient; a value " + shape() + " is not one");
    }
    buffer.shape().require(shape(), "the memory for the gradient of " + describe());
    gradient.into(buffer);
  }

  /** Marks the gradient empty: the next accumulation overwrites it. Writes no memory. */
  public void zeroGrad() {
    if (isLeaf()) {
      gradient.clear();
    }
  }

  LeafGradient gradient() {
    return gradient;
  }

  boolean isLeaf() {
    return gradient != null;
  }

  Tape tape() {
    return tape;
  }

  /** For messages: what it is, its name when it has one, its shape. */
  String describe() {
    String kind = tape != null ? "value" : requiresGrad ? "leaf" : "constant";
    return (name == null ? "a " + kind : "the " + kind + " \"" + name + "\"") + " " + shape();
  }

  /** x + b, broadcasting. */
  public Var plus(Var b) {
    return Plus.of(this, b);
  }

  /** x − b, broadcasting. */
  public Var minus(Var b) {
    return Minus.of(this, b);
  }

  /** x·b, broadcasting. */
  public Var times(Var b) {
    return Times.of(this, b);
  }

  /** x/b, broadcasting. */
  public Var divide(Var b) {
    return Divide.of(this, b);
  }

  /** x + b. */
  public Var plus(float b) {
    return Affine.of(this, 1f, b);
  }

  /** x − b. */
  public Var minus(float b) {
    return Affine.of(this, 1f, -b);
  }

  /** b·x. */
  public Var times(float b) {
    return Affine.of(this, b, 0f);
  }

  /** x/b, computed as x·(1/b). */
  public Var divide(float b) {
    return Affine.of(this, 1f / b, 0f);
  }

  /** −x. */
  public Var negate() {
    return Affine.of(this, -1f, 0f);
  }

  /** x to the power p. */
  public Var pow(float p) {
    return Pow.of(this, p);
  }

  /** The larger of x and b, broadcasting; where they are equal each gets half of the gradient. */
  public Var maximum(Var b) {
    return Maximum.of(this, b);
  }

  /** The smaller of x and b, broadcasting; where they are equal each gets half of the gradient. */
  public Var minimum(Var b) {
    return Minimum.of(this, b);
  }

  /** eˣ. */
  public Var exp() {
    return Exp.of(this);
  }

  /** ln x. */
  public Var log() {
    return Log.of(this);
  }

  /** √x. */
  public Var sqrt() {
    return Sqrt.of(this);
  }

  /** x². */
  public Var square() {
    return Square.of(this);
  }

  /** |x|, with derivative 0 at 0. */
  public Var abs() {
    return Abs.of(this);
  }

  /** 1/x. */
  public Var reciprocal() {
    return Reciprocal.of(this);
  }

  /** sin x. */
  public Var sin() {
    return Sin.of(this);
  }

  /** cos x. */
  public Var cos() {
    return Cos.of(this);
  }

  /** tanh x. */
  public Var tanh() {
    return Tanh.of(this);
  }

  /** σ(x) = 1/(1 + e⁻ˣ). */
  public Var sigmoid() {
    return Sigmoid.of(this);
  }

  /** erf x. */
  public Var erf() {
    return Erf.of(this);
  }

  /** max(x, 0), with derivative 0 at 0. */
  public Var relu() {
    return Relu.of(this);
  }

  /** x·σ(x). */
  public Var silu() {
    return Silu.of(this);
  }

  /** x·Φ(x) with the normal distribution function Φ. */
  public Var gelu() {
    return Gelu.of(this);
  }

  /** Sum of all elements, rank 0. */
  public Var sum() {
    return Sum.toShape(this, Shape.SCALAR);
  }

  /** Mean of all elements, rank 0. */
  public Var mean() {
    return sum().times(1f / shape().size());
  }

  /** Sum along axes (negative: from the innermost), which stay with extent 1 if asked to. */
  public Var sum(boolean keepDims, int... axes) {
    return Sum.along(this, keepDims, axes);
  }

  /** Mean along axes; see {@link #sum(boolean, int...)}. */
  public Var mean(boolean keepDims, int... axes) {
    Var sum = sum(keepDims, axes);
    return sum.times((float) sum.shape().size() / shape().size());
  }

  /** Largest element along axes; equal ones share the gradient. */
  public Var max(boolean keepDims, int... axes) {
    return Max.along(this, keepDims, axes);
  }

  /** Matrix product over the last two axes, batched over the others. */
  public Var matmul(Var b) {
    return Matmul.of(this, b, false, false);
  }

  /** op(x)·op(b), where op transposes the last two axes when asked to. */
  public Var matmul(Var b, boolean transA, boolean transB) {
    return Matmul.of(this, b, transA, transB);
  }

  /** Swaps the last two axes. */
  public Var transpose() {
    return Permute.transpose(this);
  }

  /** Axis i of the result is axis {@code order[i]} of this. */
  public Var permute(int... order) {
    return Permute.of(this, order);
  }

  /** The same elements under another shape; one extent may be −1. Shares memory. */
  public Var reshape(int... dims) {
    return Reshape.of(this, dims);
  }

  /** The same elements under another shape. Shares memory. */
  public Var reshape(Shape target) {
    return Reshape.of(this, target);
  }

  /** Repeats along axes of extent 1, or missing ones. */
  public Var expand(Shape target) {
    return Expand.of(this, target);
  }

  /** Elements {@code from} … {@code to}−1 along an axis. */
  public Var slice(int axis, int from, int to) {
    return Slice.of(this, axis, from, to);
  }

  /** Adds zeros along an axis. */
  public Var pad(int axis, int before, int after) {
    return Pad.of(this, axis, before, after);
  }

  /** eˣ/Σeˣ along the last axis. */
  public Var softmax() {
    return Softmax.of(this);
  }

  /** ln Σeˣ along the last axis, which stays with extent 1. */
  public Var logSumExp() {
    return LogSumExp.of(this);
  }

  /** x − ln Σeˣ along the last axis. */
  public Var logSoftmax() {
    return minus(logSumExp());
  }

  @Override
  public String toString() {
    return describe() + ": " + value;
  }
}
