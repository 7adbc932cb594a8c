package dev.ornstein.autograd;

import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;

/**
 * One step of a computation: a function of some {@link Var}s and, next to it, the adjoint of its
 * derivative. Subclasses live in {@code dev.ornstein.autograd.op}, one final class each; a new one
 * needs only {@link #forward} and {@link #backward}.
 *
 * <p>{@code backward} is written with operations on {@code Var}s. When it runs recorded, the
 * gradient is itself a function on the tape and can be differentiated again.
 *
 * <p>An operation is used once: made, {@linkplain #apply() applied}, and kept by the tape if
 * something wants its gradient.
 */
public abstract class Operation {
  private static final Tensor[] NOTHING = {};

  private final Var[] inputs;
  private Tensor[] saved = NOTHING;
  private int[] versions;
  private Var output;
  private int index;

  /**
   * @param inputs everything that the result may have to be differentiated by
   */
  protected Operation(Var... inputs) {
    this.inputs = inputs;
  }

  /**
   * Computes the result from the inputs' values and {@linkplain #save saves} what {@link #backward}
   * will read again.
   *
   * @throws ShapeException when the inputs do not fit; {@link #apply} puts the operation's name
   *     before the message
   */
  protected abstract Tensor forward();

  /**
   * Adds to the gradient of each input: gᵢ += (∂y/∂xᵢ)ᵀ·gy.
   *
   * @param y the result
   * @param gy the gradient of the result, of its shape
   * @param to receives the gradients of the inputs; a gradient that has been broadcast is summed
   *     there
   */
  protected abstract void backward(Var y, Var gy, Adjoints to);

  /**
   * Names the tensors whose content {@link #backward} reads. Should one be overwritten in place
   * before, backward fails instead of giving a wrong gradient.
   */
  protected final void save(Tensor... tensors) {
    saved = tensors;
    versions = new int[tensors.length];
    for (int i = 0; i < tensors.length; i++) {
      versions[i] = tensors[i].version();
    }
  }

  /**
   * Runs {@link #forward}; the innermost open tape keeps this operation if an input requires a
   * gradient.
   */
  protected final Var apply() {
    Tensor value;
    try {
      value = forward();
    } catch (ShapeException e) {
      ShapeException named = new ShapeException(name() + ": " + e.getMessage());
      named.initCause(e);
      throw named;
    }
    Tape tape = Tape.current();
    if (tape != null) {
      for (Var input : inputs) {
        if (input.requiresGrad()) {
          return tape.keep(this, value);
        }
      }
    }
    return Var.constant(value);
  }

  /** What messages call this operation: its class's name with a small initial. */
  public final String name() {
    String simple = getClass().getSimpleName();
    return Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
  }

  final void recorded(Var output, int index) {
    this.output = output;
    this.index = index;
  }

  final Var[] inputs() {
    return inputs;
  }

  final Var output() {
    return output;
  }

  /** Position on the tape. */
  final int index() {
    return index;
  }

  final void propagate(Var gy, Adjoints to) {
    for (int i = 0; i < saved.length; i++) {
      if (saved[i].version() != versions[i]) {
        throw new IllegalStateException(
            "a tensor "
                + saved[i].shape()
                + " that "
                + this
                + " needs for its gradient has been"
                + " overwritten in place since; change it after backward, or work on a copy()");
      }
    }
    backward(output, gy, to);
  }

  /** For example {@code conv2d (operation 17, result (64, 32, 28, 28))}. */
  @Override
  public final String toString() {
    return output == null
        ? name()
        : name() + " (operation " + index + ", result " + output.shape() + ")";
  }
}
