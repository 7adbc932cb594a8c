package dev.ornstein.tensor.kernel;

/** The function that a normalisation applies to its result z in the same pass: y = act(z). */
public enum Activation {
  /** z. */
  NONE,
  /** max(z, 0), with slope 1 where z &gt; 0 and slope 0 elsewhere, at 0 too. */
  RELU,
  /** z·σ(z), with slope σ(z)(1 + z(1 − σ(z))). */
  SILU
}
