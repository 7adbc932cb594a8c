package dev.ornstein.benchmarks.work;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Convolution;
import dev.ornstein.tensor.op.Convolution.Geometry;
import dev.ornstein.tensor.op.Convolution.Grads;

/** A convolution with operands, and its two adjoints. */
public final class Convolutions {
  private final ConvCase shape;
  private final Geometry geometry;
  private final Tensor x;
  private final Tensor w;
  private final Tensor gy;

  /**
   * Makes the operands.
   *
   * @param shape of them
   * @param numbers to fill them with
   */
  public Convolutions(ConvCase shape, Numbers numbers) {
    this.shape = shape;
    this.geometry = shape.geometry();
    this.x = numbers.normal(shape.x());
    this.w = numbers.normal(shape.w());
    this.gy = numbers.normal(shape.y());
  }

  /** y = x ⋆ w, or its transpose. */
  public Tensor forward() {
    return shape.transposed()
        ? Convolution.inputGrad(x, w, shape.y(), geometry)
        : Convolution.forward(x, w, null, geometry);
  }

  /** The adjoint in x. */
  public Tensor inputGradient() {
    return shape.transposed()
        ? Convolution.forward(gy, w, null, geometry)
        : Convolution.inputGrad(gy, w, shape.x(), geometry);
  }

  /** The adjoint in w. */
  public Tensor weightGradient() {
    return shape.transposed()
        ? Convolution.weightGrad(gy, x, shape.w(), geometry)
        : Convolution.weightGrad(x, gy, shape.w(), geometry);
  }

  /** Both adjoints, as a training step asks for them. */
  public Grads gradients() {
    return shape.transposed()
        ? new Grads(inputGradient(), weightGradient())
        : Convolution.grads(x, gy, w, geometry);
  }
}
