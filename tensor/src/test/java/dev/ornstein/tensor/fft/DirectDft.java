package dev.ornstein.tensor.fft;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/** The definition of the transform in double precision, and how near a result must be to it. */
final class DirectDft {
  /**
   * Root mean square error of a transform, relative to the root mean square of the result: rounding
   * errors of 2⁻²⁴ add up like a random walk over the stages of both axes; generic prime factors
   * cost a few more.
   */
  static final double TRANSFORM_TOLERANCE = 16 * 0x1p-24;

  /** A filter is two transforms and a product. */
  static final double FILTER_TOLERANCE = 2 * TRANSFORM_TOLERANCE;

  private DirectDft() {}

  static Tensor noise(Engine engine, long seed, int... dims) {
    Tensor t = engine.empty(Shape.of(dims));
    Rng.of(seed).normal(t);
    return t;
  }

  /** A transfer function without any structure except the symmetry. */
  static float[] transfer(long seed, int h, int w) {
    Rng rng = Rng.of(seed).stream("transfer");
    float[] t = new float[h * w];
    for (int u = 0; u < h; u++) {
      for (int v = 0; v < w; v++) {
        t[u * w + v] = rng.nextGaussian();
        t[(h - u) % h * w + (w - v) % w] = t[u * w + v];
      }
    }
    return t;
  }

  /** Σ x·exp(sign·2πi(uy/H + vx/W)) of complex images, row by row and then column by column. */
  static double[] of(double[] x, int h, int w, int sign) {
    double[] out = new double[x.length];
    for (int image = 0; image < x.length; image += 2 * h * w) {
      double[] rows = new double[2 * h * w];
      for (int y = 0; y < h; y++) {
        for (int v = 0; v < w; v++) {
          for (int i = 0; i < w; i++) {
            double angle = sign * 2 * Math.PI * (i * v % w) / w;
            rotate(rows, y * w + v, x, image / 2 + y * w + i, angle);
          }
        }
      }
      for (int u = 0; u < h; u++) {
        for (int v = 0; v < w; v++) {
          for (int y = 0; y < h; y++) {
            double angle = sign * 2 * Math.PI * (y * u % h) / h;
            rotate(out, image / 2 + u * w + v, rows, y * w + v, angle);
          }
        }
      }
    }
    return out;
  }

  private static void rotate(double[] sum, int to, double[] x, int from, double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    sum[2 * to] += x[2 * from] * c - x[2 * from + 1] * s;
    sum[2 * to + 1] += x[2 * from] * s + x[2 * from + 1] * c;
  }

  static double[] doubles(Tensor x) {
    double[] d = new double[x.size()];
    for (int i = 0; i < d.length; i++) {
      d[i] = x.get(i);
    }
    return d;
  }

  /** Real numbers as pairs. */
  static double[] pairs(Tensor x) {
    double[] d = new double[2 * x.size()];
    for (int i = 0; i < x.size(); i++) {
      d[2 * i] = x.get(i);
    }
    return d;
  }

  /** The real parts of pairs. */
  static double[] realParts(double[] pairs) {
    double[] d = new double[pairs.length / 2];
    for (int i = 0; i < d.length; i++) {
      d[i] = pairs[2 * i];
    }
    return d;
  }

  /** v = 0 … ⌊W/2⌋ of full spectra. */
  static double[] half(double[] spectrum, int w) {
    int floats = 2 * (w / 2 + 1);
    double[] d = new double[spectrum.length / (2 * w) * floats];
    for (int i = 0; i < d.length; i++) {
      d[i] = spectrum[i / floats * 2 * w + i % floats];
    }
    return d;
  }

  static double[] scaled(double[] x, double factor) {
    double[] d = new double[x.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = x[i] * factor;
    }
    return d;
  }

  /** Fails unless the error's norm is at most {@code tolerance} of the norm of the expected. */
  static void assertClose(double[] expected, Tensor actual, double tolerance, String what) {
    double relative = error(expected, actual);
    assertTrue(
        relative <= tolerance, what + ": relative error " + relative + " exceeds " + tolerance);
  }

  static double error(double[] expected, Tensor actual) {
    assertTrue(expected.length == actual.size(), "sizes differ");
    double error = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(expected[i] - actual.get(i), 2);
      norm += expected[i] * expected[i];
    }
    return Math.sqrt(error / norm);
  }
}
