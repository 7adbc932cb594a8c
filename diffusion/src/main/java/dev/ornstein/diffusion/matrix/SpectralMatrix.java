package dev.ornstein.diffusion.matrix;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;

/**
 * A matrix known by its eigenvalues in a basis that all matrices of its kind share. Matrices of one
 * kind therefore commute, and their algebra is elementwise on the eigenvalues.
 */
abstract sealed class SpectralMatrix extends SymmetricMatrix
    permits ScalarMatrix, DiagonalMatrix, FourierMatrix {
  private final double[] eigenvalues; // (batch, form)
  private final Shape form;
  private final int batch;
  private volatile float[] factors; // the eigenvalues in float, once they are asked for

  /**
   * @param eigenvalues (batch, form) row-major; not copied
   * @param form the shape of the eigenvalues of one matrix
   */
  SpectralMatrix(double[] eigenvalues, Shape form) {
    int n = form.size();
    if (n == 0 || eigenvalues.length == 0 || eigenvalues.length % n != 0) {
      throw new ShapeException(
          eigenvalues.length
              + " values do not fill a batch of matrices with "
              + n
              + " eigenvalues each, of form "
              + form);
    }
    this.eigenvalues = eigenvalues;
    this.form = form;
    this.batch = eigenvalues.length / n;
    for (int i = 0; i < eigenvalues.length; i++) {
      if (!Double.isFinite(eigenvalues[i])) {
        throw new IllegalArgumentException(
            "the eigenvalues of " + this + " must be finite; got " + eigenvalues[i] + place(i));
      }
    }
  }

  /** A matrix of this kind and form. */
  abstract SpectralMatrix withEigenvalues(double[] values);

  /** Where an eigenvalue of one matrix lies, for people: " at pixel (0, 3, 5)". */
  abstract String place(Shape form, int index);

  /** Refuses samples that this matrix cannot multiply. */
  abstract void requireSample(Shape sample);

  /** The shape of the eigenvalues of one matrix. */
  final Shape form() {
    return form;
  }

  /** The eigenvalues themselves, (batch, form); not a copy. */
  final double[] eigenvalues() {
    return eigenvalues;
  }

  @Override
  public final int batch() {
    return batch;
  }

  @Override
  public final SymmetricMatrix plus(SymmetricMatrix b) {
    return b instanceof DenseMatrix && this instanceof ScalarMatrix
        ? b.plus(this)
        : combine(b, (x, y) -> x + y);
  }

  @Override
  public final SymmetricMatrix times(SymmetricMatrix b) {
    return b instanceof DenseMatrix && this instanceof ScalarMatrix
        ? b.times(this)
        : combine(b, (x, y) -> x * y);
  }

  @Override
  public final SpectralMatrix scale(double c) {
    return map(x -> c * x);
  }

  @Override
  public final SymmetricMatrix sqrt() {
    requireAll(x -> x >= 0, "the root of a matrix needs eigenvalues of at least 0");
    return map(Math::sqrt);
  }

  @Override
  public final SymmetricMatrix inverse() {
    requireAll(x -> x != 0, "a matrix with an inverse has no eigenvalue 0");
    return map(x -> 1 / x);
  }

  @Override
  public final double[] trace(Shape sample) {
    return sums(sample, x -> x);
  }

  @Override
  public final double[] logDeterminant(Shape sample) {
    requireAll(x -> x > 0, "a log-determinant needs positive eigenvalues");
    return sums(sample, Math::log);
  }

  @Override
  public final boolean isPositiveDefinite() {
    return first(x -> x > 0) < 0;
  }

  @Override
  public final boolean isPositiveSemidefinite() {
    return first(x -> x >= 0) < 0;
  }

  @Override
  public final double norm() {
    double max = 0;
    for (double x : eigenvalues) {
      max = Math.max(max, Math.abs(x));
    }
    return max;
  }

  @Override
  public final SymmetricMatrix nonNegative(double tolerance, String what) {
    if (isPositiveSemidefinite()) {
      return this;
    }
    requireAll(x -> x >= -tolerance, what + " has no negative eigenvalue");
    return map(x -> Math.max(x, 0));
  }

  /** The eigenvalues as float32, (batch, form); worked out once, not a copy. */
  final float[] factors() {
    float[] f = factors;
    if (f == null) {
      f = new float[eigenvalues.length];
      for (int i = 0; i < f.length; i++) {
        f[i] = (float) eigenvalues[i];
      }
      factors = f;
    }
    return f;
  }

  /**
   * {@link #factors} in the shape (batch, 1, …, 1, form), ready to broadcast over samples.
   *
   * @param rank of the samples with their batch axis
   */
  final Tensor coefficients(Engine engine, int rank) {
    int[] dims = new int[rank];
    Arrays.fill(dims, 1);
    dims[0] = batch;
    for (int i = 1; i <= form.rank(); i++) {
      dims[rank - i] = form.dim(-i);
    }
    return engine.wrap(factors(), Shape.of(dims));
  }

  private SpectralMatrix combine(SymmetricMatrix other, DoubleBinaryOperator op) {
    if (!(other instanceof SpectralMatrix)) {
      throw doNotCombine(other);
    }
    SpectralMatrix b = (SpectralMatrix) other;
    boolean scalarA = this instanceof ScalarMatrix;
    boolean scalarB = b instanceof ScalarMatrix;
    if (!scalarA && !scalarB && (getClass() != b.getClass() || !form.equals(b.form))) {
      throw doNotCombine(b);
    }
    int n = Math.max(form.size(), b.form.size());
    double[] out = new double[commonBatch(b) * n];
    for (int i = 0; i < out.length; i++) {
      out[i] = op.applyAsDouble(at(i / n, i % n), b.at(i / n, i % n));
    }
    return (scalarA ? b : this).withEigenvalues(out);
  }

  /** Eigenvalue k of matrix m; a batch of one serves every m, a scalar every k. */
  private double at(int m, int k) {
    int n = form.size();
    return eigenvalues[(batch == 1 ? 0 : m * n) + (n == 1 ? 0 : k)];
  }

  private SpectralMatrix map(DoubleUnaryOperator f) {
    double[] out = new double[eigenvalues.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = f.applyAsDouble(eigenvalues[i]);
    }
    return withEigenvalues(out);
  }

  /** For each matrix, Σ f(λ) over all eigenvalues that it has on samples of this shape. */
  private double[] sums(Shape sample, DoubleUnaryOperator f) {
    requireSample(sample);
    int n = form.size();
    int copies = sample.size() / n;
    double[] sums = new double[batch];
    for (int i = 0; i < eigenvalues.length; i++) {
      sums[i / n] += copies * f.applyAsDouble(eigenvalues[i]);
    }
    return sums;
  }

  private int first(DoublePredicate good) {
    for (int i = 0; i < eigenvalues.length; i++) {
      if (!good.test(eigenvalues[i])) {
        return i;
      }
    }
    return -1;
  }

  private void requireAll(DoublePredicate good, String rule) {
    int i = first(good);
    if (i >= 0) {
      throw new ArithmeticException(rule + "; " + this + " has " + eigenvalues[i] + place(i));
    }
  }

  @Override
  public final String place(int index) {
    int n = form.size();
    return place(form, index % n) + (batch == 1 ? "" : " of matrix " + index / n);
  }

  /** The multi-index of a row-major position, as text: "(0, 3, 5)". */
  static String index(Shape form, int position) {
    int[] at = new int[form.rank()];
    int rest = position;
    for (int i = at.length - 1; i >= 0; i--) {
      at[i] = rest % form.dim(i);
      rest /= form.dim(i);
    }
    return Shape.of(at).toString();
  }
}
