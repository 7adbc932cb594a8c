package dev.ornstein.diffusion.matrix;

import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;

/** A matrix that multiplies each pixel by a number of its own: diag(d). */
public final class DiagonalMatrix extends SpectralMatrix {

  private DiagonalMatrix(double[] diagonal, Shape form) {
    super(diagonal, form);
  }

  /**
   * @param diagonal d for each matrix of the batch, (batch, form) row-major, finite
   * @param form the shape of one diagonal: that of a sample, for example (C, H, W); an extent of 1
   *     serves all indices of that axis, so that (1, H, W) treats all channels alike
   * @throws ShapeException when {@code diagonal} is not a whole number of diagonals
   */
  public static DiagonalMatrix of(double[] diagonal, Shape form) {
    return new DiagonalMatrix(diagonal.clone(), form);
  }

  /** d for each matrix of the batch, (batch, form) row-major. */
  public double[] diagonal() {
    return eigenvalues().clone();
  }

  @Override
  public Tensor times(Tensor x) {
    return x.times(factors(x));
  }

  @Override
  public Var times(Var x) {
    return x.times(Var.constant(factors(x.value())));
  }

  /** The diagonals in a shape that broadcasts to x's. */
  private Tensor factors(Tensor x) {
    requireSamples(x.shape());
    Shape sample = sampleOf(x.shape());
    requireSample(sample);
    if (stretchesTo(sample)) {
      return coefficients(x.engine(), x.shape().rank());
    }
    return coefficients(x.engine(), form().rank() + 1).reshape(x.shape().with(0, batch()));
  }

  @Override
  public DenseMatrix toDense(Shape sample) {
    requireSample(sample);
    int n = sample.size();
    int[] strides = form().size() == n ? sample.strides() : form().broadcastStrides(sample);
    double[] diagonal = new double[batch() * n];
    for (int i = 0; i < diagonal.length; i++) {
      int rest = i % n;
      int from = i / n * form().size();
      for (int axis = sample.rank() - 1; axis >= 0; axis--) {
        from += rest % sample.dim(axis) * strides[axis];
        rest /= sample.dim(axis);
      }
      diagonal[i] = eigenvalues()[from];
    }
    return DenseMatrix.ofDiagonal(diagonal, n);
  }

  @Override
  DiagonalMatrix withEigenvalues(double[] values) {
    return new DiagonalMatrix(values, form());
  }

  @Override
  String place(Shape form, int index) {
    return " at pixel " + index(form, index);
  }

  @Override
  void requireSample(Shape sample) {
    boolean sameSize = form().size() == sample.size(); // flat against image
    if (!sameSize && !stretchesTo(sample)) {
      throw new ShapeException(
          this + " does not multiply samples of shape " + sample + ": it needs as many elements");
    }
  }

  private boolean stretchesTo(Shape sample) {
    return form().rank() == sample.rank() && form().broadcast(sample).equals(sample);
  }

  /** For example {@code a diagonal matrix of form (1, 28, 28)}. */
  @Override
  public String toString() {
    String many =
        batch() == 1 ? "a diagonal matrix" : "a batch of " + batch() + " diagonal matrices";
    return many + " of form " + form();
  }
}
