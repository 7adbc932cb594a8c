package dev.ornstein.diffusion.matrix;

import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/**
 * A number times the identity, a·I, of whatever order the samples have. It combines with every
 * other kind.
 */
public final class ScalarMatrix extends SpectralMatrix {

  private ScalarMatrix(double[] values) {
    super(values, Shape.SCALAR);
  }

  /**
   * @param values a for each matrix of the batch, finite; at least one
   */
  public static ScalarMatrix of(double... values) {
    return new ScalarMatrix(values.clone());
  }

  /** I. */
  public static ScalarMatrix identity() {
    return new ScalarMatrix(new double[] {1});
  }

  /** a for each matrix of the batch. */
  public double[] values() {
    return eigenvalues().clone();
  }

  @Override
  public Tensor times(Tensor x) {
    requireSamples(x.shape());
    return batch() == 1
        ? x.times((float) eigenvalues()[0])
        : x.times(coefficients(x.engine(), x.shape().rank()));
  }

  @Override
  public Var times(Var x) {
    requireSamples(x.shape());
    return batch() == 1
        ? x.times((float) eigenvalues()[0])
        : x.times(Var.constant(coefficients(x.engine(), x.shape().rank())));
  }

  @Override
  public DenseMatrix toDense(Shape sample) {
    int n = sample.size();
    double[] diagonal = new double[batch() * n];
    for (int i = 0; i < diagonal.length; i++) {
      diagonal[i] = eigenvalues()[i / n];
    }
    return DenseMatrix.ofDiagonal(diagonal, n);
  }

  @Override
  ScalarMatrix withEigenvalues(double[] values) {
    return new ScalarMatrix(values);
  }

  @Override
  String place(Shape form, int index) {
    return "";
  }

  @Override
  void requireSample(Shape sample) {
    // every order will do
  }

  /** For example {@code scalar matrix}, {@code batch of 64 scalar matrices}. */
  @Override
  public String toString() {
    return batch() == 1 ? "a scalar matrix" : "a batch of " + batch() + " scalar matrices";
  }
}
