package dev.ornstein.diffusion.process;

import java.util.function.DoubleUnaryOperator;

/** A smooth function of time with its derivative. */
public interface Curve {
  /** f(t). */
  double value(double t);

  /** f′(t) = df/dt. */
  double slope(double t);

  /** The curve of two functions, of which the second is the derivative of the first. */
  static Curve of(DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    return new Curve() {
      @Override
      public double value(double t) {
        return value.applyAsDouble(t);
      }

      @Override
      public double slope(double t) {
        return slope.applyAsDouble(t);
      }
    };
  }
}
