package dev.ornstein.autograd;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/** Arguments for operations; the same extents give the same numbers on every engine. */
public final class Samples {
  /** Extents that straddle vector registers. */
  static final int[] LENGTHS = {1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 100, 207};

  /** Distance between {@link #spaced} values: they stay in order when each moves by the reach. */
  private static final float SPACING = 4 * GradCheck.REACH;

  private Samples() {}

  /** Standard normal numbers. */
  public static Tensor normal(Engine e, int... dims) {
    Tensor t = e.empty(Shape.of(dims));
    Rng.of(3, t.size()).normal(t);
    return t;
  }

  /** Uniform numbers between {@code lo} and {@code hi}. */
  public static Tensor uniform(Engine e, float lo, float hi, int... dims) {
    Tensor t = e.empty(Shape.of(dims));
    Rng.of(5, t.size()).uniform(t, lo, hi);
    return t;
  }

  /** Distinct numbers of both signs in random order, far from one another and from 0. */
  public static Tensor spaced(Engine e, int... dims) {
    Tensor t = e.empty(Shape.of(dims));
    int n = t.size();
    int[] order = Rng.of(7, n).permutation(n);
    for (int i = 0; i < n; i++) {
      t.set(i, SPACING * (order[i] - n / 2 + 0.5f));
    }
    return t;
  }

  /** Numbers of both signs with magnitudes between ½ and 2. */
  public static Tensor awayFromZero(Engine e, int... dims) {
    Tensor t = uniform(e, 0.5f, 2f, dims);
    Rng sign = Rng.of(11, t.size());
    for (int i = 0; i < t.size(); i++) {
      t.set(i, sign.nextInt(2) == 0 ? t.get(i) : -t.get(i));
    }
    return t;
  }
}
