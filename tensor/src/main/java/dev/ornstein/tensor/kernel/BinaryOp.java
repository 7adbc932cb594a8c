package dev.ornstein.tensor.kernel;

/** Elementwise functions of two arguments (a, b); those ending in GRAD take (upstream g, x). */
public enum BinaryOp {
  /** a + b. */
  ADD,
  /** a − b. */
  SUB,
  /** a · b. */
  MUL,
  /** a / b. */
  DIV,
  /** max(a, b); NaN when either is. */
  MAX,
  /** min(a, b); NaN when either is. */
  MIN,
  /** aᵇ. */
  POW,
  /** 1 where a ≥ b, else 0. */
  GREATER_EQUAL,
  /** 1 where a = b, else 0. */
  EQUAL,
  /** g where x &gt; 0, else 0. */
  RELU_GRAD,
  /** g · σ(x)(1 + x(1 − σ(x))). */
  SILU_GRAD,
  /** g · (Φ(x) + x φ(x)). */
  GELU_GRAD
}
