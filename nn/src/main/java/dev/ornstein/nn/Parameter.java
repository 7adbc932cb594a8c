package dev.ornstein.nn;

import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/**
 * A tensor that training changes. Its {@link #var()} is a leaf of every computation it enters.
 *
 * <p>A {@link ParameterArena} moves a parameter into shared memory and gives it a new leaf, so ask
 * for {@code var()} in each forward pass and do not hold on to it.
 */
public final class Parameter {
  private final String name;
  private Var var;

  Parameter(String name, Tensor value) {
    this.name = name;
    this.var = Var.leaf(value);
  }

  /** The name within its module, such as {@code weight}. */
  public String name() {
    return name;
  }

  /** The leaf. */
  public Var var() {
    return var;
  }

  /** The values; optimisers and loading write into this memory. */
  public Tensor value() {
    return var.value();
  }

  /** Extents of the values. */
  public Shape shape() {
    return var.shape();
  }

  /** The gradient accumulated since it was last marked empty, or null when there is none. */
  public Tensor gradient() {
    return var.grad();
  }

  /** Marks the gradient empty. */
  public void zeroGrad() {
    var.zeroGrad();
  }

  /**
   * Copies the values into {@code home}, which holds them from now on, as {@code gradientHome}
   * holds the gradient. The new leaf goes by {@code fullName} in messages.
   */
  void moveTo(String fullName, Tensor home, Tensor gradientHome) {
    home.set(value());
    var = Var.leaf(home).named(fullName);
    var.gradInto(gradientHome);
  }

  /** Name and shape. */
  @Override
  public String toString() {
    return name + shape();
  }
}
