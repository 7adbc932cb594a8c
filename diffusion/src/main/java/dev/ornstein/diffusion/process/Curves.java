package dev.ornstein.diffusion.process;

import java.util.function.DoubleFunction;

/**
 * n smooth functions of time with their derivatives: the eigenvalues of a matrix-valued function,
 * for example one per pixel or one per spatial frequency.
 */
public interface Curves {
  /** f₁(t) … f_n(t). */
  double[] value(double t);

  /** f₁′(t) … f_n′(t). */
  double[] slope(double t);

  /** The curves of two functions, of which the second is the derivative of the first. */
  static Curves of(DoubleFunction<double[]> value, DoubleFunction<double[]> slope) {
    return new Curves() {
      @Override
      public double[] value(double t) {
        return value.apply(t);
      }

      @Override
      public double[] slope(double t) {
        return slope.apply(t);
      }
    };
  }
}
