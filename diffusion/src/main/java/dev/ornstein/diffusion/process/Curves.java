package dev.ornstein.diffusion.process;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.function.Function;

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

  /**
   * The curves of formulas written with {@link Dual} numbers, which find their derivatives
   * themselves.
   *
   * @param formulas f₁ … f_n at a time t
   */
  static Curves of(Function<Dual, Dual[]> formulas) {
    return of(
        t -> Arrays.stream(formulas.apply(Dual.variable(t))).mapToDouble(Dual::value).toArray(),
        t -> Arrays.stream(formulas.apply(Dual.variable(t))).mapToDouble(Dual::slope).toArray());
  }
}
