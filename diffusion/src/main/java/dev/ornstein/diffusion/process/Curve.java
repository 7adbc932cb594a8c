package dev.ornstein.diffusion.process;

import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

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

  /**
   * The curve of a formula written with {@link Dual} numbers, which finds its derivative itself:
   * for example {@code Curve.of(t -> t.square().times(-5).exp())}.
   */
  static Curve of(UnaryOperator<Dual> formula) {
    return of(
        t -> formula.apply(Dual.variable(t)).value(), t -> formula.apply(Dual.variable(t)).slope());
  }
}
