package dev.ornstein.diffusion.process;

import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.tensor.ShapeException;
import java.util.function.DoubleFunction;

/**
 * A process whose matrices are given by eigenvalues in a basis that does not depend on time.
 *
 * @param <M> the kind of matrix
 */
abstract class CurvesProcess<M extends SymmetricMatrix> implements ForwardProcess {
  private final int n;
  private final Curves h;
  private final Curves variance;

  /**
   * @param n how many eigenvalues a matrix has
   */
  CurvesProcess(int n, Curves h, Curves variance) {
    this.n = n;
    this.h = h;
    this.variance = variance;
  }

  /** The batch of matrices with these eigenvalues, (batch, n) row-major. */
  abstract M matrix(double[] eigenvalues);

  @Override
  public M H(double... t) {
    return at(h::value, "H", t);
  }

  @Override
  public M dH(double... t) {
    return at(h::slope, "H′", t);
  }

  @Override
  public M Sigma(double... t) {
    return at(variance::value, "Σ", t);
  }

  @Override
  public M dSigma(double... t) {
    return at(variance::slope, "Σ′", t);
  }

  private M at(DoubleFunction<double[]> f, String what, double[] t) {
    double[] all = new double[t.length * n];
    for (int i = 0; i < t.length; i++) {
      double[] values = f.apply(t[i]);
      if (values.length != n) {
        throw new ShapeException(
            what
                + " at t = "
                + t[i]
                + " has "
                + values.length
                + " eigenvalues; "
                + n
                + " were expected");
      }
      System.arraycopy(values, 0, all, i * n, n);
    }
    return matrix(all);
  }
}
