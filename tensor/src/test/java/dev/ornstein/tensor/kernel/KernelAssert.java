package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.fail;

/** Comparisons of a kernel's outputs that name the worst element. */
final class KernelAssert {
  private KernelAssert() {}

  /**
   * Fails unless every element is within the tolerance of what was expected.
   *
   * @param expected for each output, measured by the magnitudes of {@code truth}
   */
  static void close(
      KernelCase c, double[][] expected, float[][] actual, Expected[] truth, Tolerance tolerance) {
    if (actual.length != truth.length) {
      fail(c + " has " + actual.length + " outputs, its oracle " + truth.length);
    }
    for (int o = 0; o < actual.length; o++) {
      if (actual[o].length != expected[o].length) {
        fail(
            c
                + ", output "
                + o
                + ": "
                + actual[o].length
                + " elements, expected "
                + expected[o].length);
      }
      int worst = -1;
      double worstShare = 0;
      int wrong = 0;
      for (int i = 0; i < actual[o].length; i++) {
        double magnitude = truth[o].magnitudes()[i];
        if (tolerance.accepts(expected[o][i], actual[o][i], magnitude)) {
          continue;
        }
        wrong++;
        double share = Math.abs(actual[o][i] - expected[o][i]) / tolerance.allowed(magnitude);
        if (worst < 0 || !(share <= worstShare)) {
          worst = i;
          worstShare = share;
        }
      }
      if (wrong > 0) {
        double magnitude = truth[o].magnitudes()[worst];
        fail(
            c
                + ", output "
                + o
                + ": "
                + wrong
                + " of "
                + actual[o].length
                + " elements are off; element "
                + worst
                + " is "
                + actual[o][worst]
                + ", expected "
                + expected[o][worst]
                + " ± "
                + tolerance.allowed(magnitude)
                + " ("
                + tolerance
                + ", error/allowed "
                + worstShare
                + ")");
      }
    }
  }

  /** Fails unless all elements have the same bits (any two NaN count as the same). */
  static void sameBits(KernelCase c, String what, float[][] expected, float[][] actual) {
    for (int o = 0; o < expected.length; o++) {
      for (int i = 0; i < expected[o].length; i++) {
        if (Float.floatToIntBits(expected[o][i]) != Float.floatToIntBits(actual[o][i])) {
          fail(
              c
                  + ", "
                  + what
                  + ": element "
                  + i
                  + " of output "
                  + o
                  + " is "
                  + actual[o][i]
                  + ", not "
                  + expected[o][i]);
        }
      }
    }
  }

  static double[][] values(Expected[] truth) {
    double[][] out = new double[truth.length][];
    for (int i = 0; i < out.length; i++) {
      out[i] = truth[i].values();
    }
    return out;
  }

  static double[][] widen(float[][] x) {
    double[][] out = new double[x.length][];
    for (int o = 0; o < x.length; o++) {
      out[o] = new double[x[o].length];
      for (int i = 0; i < x[o].length; i++) {
        out[o][i] = x[o][i];
      }
    }
    return out;
  }
}
