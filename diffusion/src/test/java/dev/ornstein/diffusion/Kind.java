package dev.ornstein.diffusion;

import dev.ornstein.diffusion.matrix.DenseMatrix;
import dev.ornstein.diffusion.matrix.DiagonalMatrix;
import dev.ornstein.diffusion.matrix.FourierMatrix;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.Curve;
import dev.ornstein.diffusion.process.Curves;
import dev.ornstein.diffusion.process.DenseProcess;
import dev.ornstein.diffusion.process.DiagonalProcess;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.FourierProcess;
import dev.ornstein.diffusion.process.ScalarProcess;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import java.util.function.DoubleFunction;
import java.util.function.IntFunction;

/** The four kinds of matrices with examples of each, for tests over all of them. */
public enum Kind {
  SCALAR,
  DIAGONAL,
  FOURIER,
  DENSE;

  /** The images of the examples. */
  public static final Shape SAMPLE = Shape.of(1, 4, 4);

  /** Number of pixels of {@link #SAMPLE}. */
  public static final int D = 16;

  private static final double[] BASIS = randomBasis(D, Rng.of(11));

  /** The matrix with given eigenvalues; index k is a frequency, a pixel, a column of a basis. */
  public SymmetricMatrix matrix(IntFunction<double[]> eigenvalue, int batch) {
    int n = this == SCALAR ? 1 : D;
    double[] values = new double[batch * n];
    for (int k = 0; k < n; k++) {
      double[] ofBatch = eigenvalue.apply(this == FOURIER ? even(k) : k);
      for (int m = 0; m < batch; m++) {
        values[m * n + k] = ofBatch[m];
      }
    }
    switch (this) {
      case SCALAR:
        return ScalarMatrix.of(values);
      case DIAGONAL:
        return DiagonalMatrix.of(values, SAMPLE);
      case FOURIER:
        return FourierMatrix.of(values, SAMPLE);
      default:
        return DenseMatrix.ofEigenvalues(BASIS, values);
    }
  }

  /** A batch of matrices with random eigenvalues in [lo, hi). */
  public SymmetricMatrix random(int batch, double lo, double hi, long seed) {
    return matrix(
        k -> {
          double[] values = new double[batch];
          for (int m = 0; m < batch; m++) {
            Rng rng = Rng.of(seed).stream(1000L * m + k);
            values[m] = lo + (hi - lo) * rng.nextDouble();
          }
          return values;
        },
        batch);
  }

  /**
   * Every eigenvalue is an Ornstein–Uhlenbeck process in the time t + t², with a rate and a
   * limiting variance of its own: h = exp(−r(t + t²)), σ² = c(1 − exp(−2r(t + t²))). At t = 1 less
   * than 1 part in 20 of the signal is left.
   */
  public ForwardProcess process() {
    if (this == SCALAR) {
      return new ScalarProcess(
          Curve.of(t -> signal(0, t), t -> -rate(0) * (1 + 2 * t) * signal(0, t)),
          Curve.of(
              t -> limit(0) * (1 - Math.pow(signal(0, t), 2)),
              t -> 2 * limit(0) * rate(0) * (1 + 2 * t) * Math.pow(signal(0, t), 2)));
    }
    Curves h =
        Curves.of(
            each((k, t) -> signal(k, t)), each((k, t) -> -rate(k) * (1 + 2 * t) * signal(k, t)));
    Curves variance =
        Curves.of(
            each((k, t) -> limit(k) * (1 - Math.pow(signal(k, t), 2))),
            each((k, t) -> 2 * limit(k) * rate(k) * (1 + 2 * t) * Math.pow(signal(k, t), 2)));
    switch (this) {
      case DIAGONAL:
        return new DiagonalProcess(SAMPLE, h, variance);
      case FOURIER:
        return new FourierProcess(SAMPLE, h, variance);
      default:
        return new DenseProcess(BASIS, h, variance);
    }
  }

  /** A covariance of data, of this kind, with eigenvalues between 0.1 and 2. */
  public SymmetricMatrix covariance() {
    return random(1, 0.1, 2, 5);
  }

  private interface Eigenvalue {
    double at(int k, double t);
  }

  private DoubleFunction<double[]> each(Eigenvalue f) {
    return t -> {
      double[] values = new double[D];
      for (int k = 0; k < D; k++) {
        values[k] = f.at(this == FOURIER ? even(k) : k, t);
      }
      return values;
    };
  }

  private static double rate(int k) {
    return 1.5 + 0.1 * k;
  }

  private static double limit(int k) {
    return 1 + 0.5 * Math.sin(k);
  }

  private static double signal(int k, double t) {
    return Math.exp(-rate(k) * (t + t * t));
  }

  /** The smaller index of a frequency of a 4 × 4 image and its mirror image. */
  private static int even(int k) {
    int mirrored = (4 - k / 4) % 4 * 4 + (4 - k % 4) % 4;
    return Math.min(k, mirrored);
  }

  /** A random orthonormal basis by Gram and Schmidt, columns of a row-major matrix. */
  public static double[] randomBasis(int n, Rng rng) {
    double[] q = new double[n * n];
    for (int c = 0; c < n; c++) {
      for (int i = 0; i < n; i++) {
        q[i * n + c] = rng.nextGaussian();
      }
      for (int pass = 0; pass < 2; pass++) { // twice is enough
        for (int b = 0; b < c; b++) {
          double dot = 0;
          for (int i = 0; i < n; i++) {
            dot += q[i * n + b] * q[i * n + c];
          }
          for (int i = 0; i < n; i++) {
            q[i * n + c] -= dot * q[i * n + b];
          }
        }
      }
      double norm = 0;
      for (int i = 0; i < n; i++) {
        norm += q[i * n + c] * q[i * n + c];
      }
      for (int i = 0; i < n; i++) {
        q[i * n + c] /= Math.sqrt(norm);
      }
    }
    return q;
  }
}
