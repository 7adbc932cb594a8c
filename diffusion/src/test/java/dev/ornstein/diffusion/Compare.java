package dev.ornstein.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/** Comparisons of arrays, relative to their largest element; NaN fails. */
public final class Compare {
  /** A few hundred roundings of float32. */
  public static final double FLOAT = 2e-5;

  /** A few thousand roundings of double. */
  public static final double DOUBLE = 1e-11;

  private Compare() {}

  /** An engine with whatever kernels this JVM can run, on two threads. */
  public static Engine engine() {
    return Engine.create("auto", 2, line -> {});
  }

  /** Standard normal numbers. */
  public static Tensor normal(Engine engine, long seed, int... dims) {
    Tensor t = engine.empty(Shape.of(dims));
    Rng.of(seed).normal(t);
    return t;
  }

  /** Fails unless all elements agree to {@code tolerance} times the largest expected magnitude. */
  public static void close(double[] expected, double[] actual, double tolerance, String what) {
    assertEquals(expected.length, actual.length, what + ": number of elements");
    double allowed = tolerance * Math.max(largest(expected), Double.MIN_NORMAL);
    double difference = difference(expected, actual);
    assertTrue(
        difference <= allowed, what + ": largest difference " + difference + " above " + allowed);
  }

  /** As {@link #close(double[], double[], double, String)}. */
  public static void close(Tensor expected, Tensor actual, double tolerance, String what) {
    assertEquals(expected.shape(), actual.shape(), what + ": shape");
    close(doubles(expected), doubles(actual), tolerance, what);
  }

  /** The largest magnitude of a difference; NaN when there is one. */
  public static double difference(double[] a, double[] b) {
    double max = 0;
    for (int i = 0; i < a.length; i++) {
      double d = Math.abs(a[i] - b[i]);
      if (!(d <= max)) {
        max = d;
      }
      if (Double.isNaN(d)) {
        return d;
      }
    }
    return max;
  }

  /** The largest magnitude. */
  public static double largest(double[] a) {
    return difference(a, new double[a.length]);
  }

  /** The elements of a tensor. */
  public static double[] doubles(Tensor t) {
    double[] out = new double[t.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = t.get(i);
    }
    return out;
  }
}
