package dev.ornstein.tensor.kernel;

/** How the elements along an axis are combined. */
public enum ReduceOp {
  /** Σ x, accumulated in fixed order. */
  SUM,
  /** Σ x². */
  SUM_OF_SQUARES,
  /** max x; NaN when any is. */
  MAX
}
