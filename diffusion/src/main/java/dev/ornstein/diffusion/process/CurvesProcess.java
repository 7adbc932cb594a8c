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

  /**
   * Checks that the process exists; constructors end with it, once {@link #matrix} can work.
   *
   * @throws dev.ornstein.tensor.UserError naming the first time on a dense grid, and the pixel, the
   *     frequency or the component, at which it does not
   * @throws ShapeException when the schedules have not n values each
   */
  final void requireDiffusion() {
    Curves signal = Curves.of(t -> sized(h.value(t), "H", t), t -> sized(h.slope(t), "H′", t));
    Curves noise =
        Curves.of(t -> sized(variance.value(t), "Σ", t), t -> sized(variance.slope(t), "Σ′", t));
    new ScheduleCheck(signal, noise, k -> matrix(new double[n]).place(k)).run();
    for (double t : new double[] {0, 1}) { // what only the kind of matrix can refuse
      H(t);
      Sigma(t);
    }
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
      double[] values = sized(f.apply(t[i]), what, t[i]);
      System.arraycopy(values, 0, all, i * n, n);
    }
    return matrix(all);
  }

  private double[] sized(double[] values, String what, double t) {
    if (values.length != n) {
      throw new ShapeException(
          what
              + " at t = "
              + t
              + " has "
              + values.length
              + " eigenvalues; "
              + n
              + " were expected");
    }
    return values;
  }
}
