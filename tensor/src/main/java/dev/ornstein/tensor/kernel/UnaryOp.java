package dev.ornstein.tensor.kernel;

/** Elementwise functions of one argument. */
public enum UnaryOp {
  /** x ↦ −x. */
  NEG,
  /** x ↦ |x|. */
  ABS,
  /** x ↦ x². */
  SQUARE,
  /** x ↦ √x. */
  SQRT,
  /** x ↦ 1/x. */
  RECIPROCAL,
  /** x ↦ eˣ. */
  EXP,
  /** x ↦ ln x. */
  LOG,
  /** x ↦ sin x. */
  SIN,
  /** x ↦ cos x. */
  COS,
  /** x ↦ tanh x. */
  TANH,
  /** x ↦ 1/(1+e⁻ˣ). */
  SIGMOID,
  /** x ↦ erf x. */
  ERF,
  /** x ↦ max(x, 0). */
  RELU,
  /** x ↦ x·σ(x). */
  SILU,
  /** x ↦ x·Φ(x), with the exact normal distribution function Φ. */
  GELU,
  /** x ↦ −1, 0 or 1; 0 for ±0, NaN for NaN. */
  SIGN
}
