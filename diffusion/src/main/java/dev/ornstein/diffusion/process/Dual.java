package dev.ornstein.diffusion.process;

/**
 * A number that carries its derivative in t along: a + a′ε with ε² = 0. Every operation computes
 * both, so that a formula written with duals gives its exact derivative without another formula:
 *
 * <pre>
 * (a + a′ε)(b + b′ε) = ab + (a′b + ab′)ε,   f(a + a′ε) = f(a) + f′(a) a′ε
 * </pre>
 *
 * <p>This is automatic differentiation in forward mode, in double precision: for the functions of
 * one variable that schedules are. The tape of {@code autograd}, in reverse mode and float32, is
 * for the many parameters of networks.
 *
 * <p>Source: Clifford (1873) for the numbers; Wengert (1964), <i>A simple automatic derivative
 * evaluation program</i>.
 *
 * @param value f(t)
 * @param slope f′(t)
 */
public record Dual(double value, double slope) {

  /** A number that does not depend on t. */
  public static Dual constant(double value) {
    return new Dual(value, 0);
  }

  /** t itself. */
  public static Dual variable(double t) {
    return new Dual(t, 1);
  }

  /** a + b. */
  public Dual plus(Dual b) {
    return new Dual(value + b.value, slope + b.slope);
  }

  /** a + b. */
  public Dual plus(double b) {
    return new Dual(value + b, slope);
  }

  /** a − b. */
  public Dual minus(Dual b) {
    return new Dual(value - b.value, slope - b.slope);
  }

  /** a − b. */
  public Dual minus(double b) {
    return new Dual(value - b, slope);
  }

  /** −a. */
  public Dual negate() {
    return new Dual(-value, -slope);
  }

  /** a·b. */
  public Dual times(Dual b) {
    return new Dual(value * b.value, slope * b.value + value * b.slope);
  }

  /** a·b. */
  public Dual times(double b) {
    return new Dual(value * b, slope * b);
  }

  /** a/b. */
  public Dual divide(Dual b) {
    double quotient = value / b.value;
    return new Dual(quotient, (slope - quotient * b.slope) / b.value);
  }

  /** a/b. */
  public Dual divide(double b) {
    return new Dual(value / b, slope / b);
  }

  /** a². */
  public Dual square() {
    return chain(value * value, 2 * value);
  }

  /** a to a fixed power; the slope of a⁰ is 0 everywhere. */
  public Dual pow(double exponent) {
    return exponent == 0
        ? constant(1)
        : chain(Math.pow(value, exponent), exponent * Math.pow(value, exponent - 1));
  }

  /** √a. */
  public Dual sqrt() {
    double root = Math.sqrt(value);
    return chain(root, 0.5 / root);
  }

  /** e to the power a. */
  public Dual exp() {
    double e = Math.exp(value);
    return chain(e, e);
  }

  /** exp(a) − 1, without cancellation at small a. */
  public Dual expm1() {
    return chain(Math.expm1(value), Math.exp(value));
  }

  /** The natural logarithm. */
  public Dual log() {
    return chain(Math.log(value), 1 / value);
  }

  /** The sine of an angle in radians. */
  public Dual sin() {
    return chain(Math.sin(value), Math.cos(value));
  }

  /** The cosine of an angle in radians. */
  public Dual cos() {
    return chain(Math.cos(value), -Math.sin(value));
  }

  /** The hyperbolic tangent. */
  public Dual tanh() {
    double y = Math.tanh(value);
    return chain(y, (1 - y) * (1 + y));
  }

  /** The logistic function 1/(1 + exp(−a)). */
  public Dual sigmoid() {
    double y = 1 / (1 + Math.exp(-value));
    return chain(y, y / (1 + Math.exp(value)));
  }

  /** f(a), whose derivative at a is f′; a constant stays one even where f′ is infinite. */
  private Dual chain(double f, double derivative) {
    return new Dual(f, slope == 0 ? 0 : derivative * slope);
  }
}
