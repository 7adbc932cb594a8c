package dev.ornstein.diffusion.matrix;

import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A matrix with all its n² entries: for small samples, for covariances that no cheap kind holds,
 * and as the oracle that the cheap kinds are tested against. Functions of the matrix use its
 * eigen-decomposition A = Q diag(λ) Qᵀ, computed once.
 */
public final class DenseMatrix extends SymmetricMatrix {
  /** How far from symmetric, relative to the largest entry, given or computed entries may be. */
  static final double ASYMMETRY = 1e-9;

  private final int order;
  private final DMatrixRMaj[] entries; // one per matrix of the batch
  private final Eigen[] eigen; // decompositions, made when first needed

  private DenseMatrix(int order, DMatrixRMaj[] entries, Eigen[] eigen) {
    this.order = order;
    this.entries = entries;
    this.eigen = eigen;
  }

  /**
   * @param entries (batch, n, n) row-major, finite, symmetric to {@value #ASYMMETRY} of the largest
   * @param order n, at least 1
   * @throws IllegalArgumentException naming the first two entries that should be equal and are not
   */
  public static DenseMatrix of(double[] entries, int order) {
    if (order < 1 || entries.length == 0 || entries.length % (order * order) != 0) {
      throw new ShapeException(
          entries.length + " entries do not fill matrices of " + order + " rows and columns");
    }
    DMatrixRMaj[] matrices = new DMatrixRMaj[entries.length / (order * order)];
    for (int m = 0; m < matrices.length; m++) {
      DMatrixRMaj a = new DMatrixRMaj(order, order);
      System.arraycopy(entries, m * order * order, a.data, 0, order * order);
      matrices[m] = symmetric(a, m, "a symmetric matrix");
    }
    return new DenseMatrix(order, matrices, new Eigen[matrices.length]);
  }

  /**
   * Q diag(λ) Qᵀ.
   *
   * @param basis (n, n) row-major, whose columns are orthonormal
   * @param eigenvalues (batch, n): the λ of the columns, for each matrix of the batch
   * @throws IllegalArgumentException naming the first two columns that are not orthonormal
   */
  public static DenseMatrix ofEigenvalues(double[] basis, double[] eigenvalues) {
    int n = (int) Math.round(Math.sqrt(basis.length));
    if (n * n != basis.length || eigenvalues.length == 0 || eigenvalues.length % n != 0) {
      throw new ShapeException(
          basis.length
              + " entries of a basis and "
              + eigenvalues.length
              + " eigenvalues do not make matrices: n² and a multiple of n are needed");
    }
    DMatrixRMaj q = Eigen.orthonormal(new DMatrixRMaj(n, n, true, basis));
    DMatrixRMaj[] entries = new DMatrixRMaj[eigenvalues.length / n];
    Eigen[] eigen = new Eigen[entries.length];
    for (int m = 0; m < entries.length; m++) {
      eigen[m] = new Eigen(q, Arrays.copyOfRange(eigenvalues, m * n, (m + 1) * n));
      entries[m] = eigen[m].compose();
    }
    return new DenseMatrix(n, entries, eigen);
  }

  static DenseMatrix ofDiagonal(double[] diagonal, int order) {
    double[] entries = new double[diagonal.length * order];
    for (int i = 0; i < diagonal.length; i++) {
      entries[i * order + i % order] = diagonal[i];
    }
    return of(entries, order);
  }

  /** Number of rows and of columns. */
  public int order() {
    return order;
  }

  /** All entries, (batch, n, n) row-major. */
  public double[] entries() {
    double[] out = new double[entries.length * order * order];
    for (int m = 0; m < entries.length; m++) {
      System.arraycopy(entries[m].data, 0, out, m * order * order, order * order);
    }
    return out;
  }

  /** The eigenvalues, (batch, n), ascending unless the matrix was made from its eigenvalues. */
  public double[] eigenvalues() {
    double[] out = new double[entries.length * order];
    for (int m = 0; m < entries.length; m++) {
      System.arraycopy(eigen(m).values(), 0, out, m * order, order);
    }
    return out;
  }

  @Override
  public int batch() {
    return entries.length;
  }

  @Override
  public Tensor times(Tensor x) {
    Tensor rows = x.reshape(rowShape(x.shape()));
    return rows.matmul(coefficients(x.engine())).reshape(x.shape());
  }

  @Override
  public Var times(Var x) {
    Var rows = x.reshape(rowShape(x.shape()));
    return rows.matmul(Var.constant(coefficients(x.engine()))).reshape(x.shape());
  }

  /** xᵀA = (Ax)ᵀ: samples are rows, (N, n) for one matrix and (N, 1, n) for one per sample. */
  private Shape rowShape(Shape x) {
    requireSamples(x);
    requireSample(sampleOf(x));
    return batch() == 1 ? Shape.of(x.dim(0), order) : Shape.of(x.dim(0), 1, order);
  }

  private Tensor coefficients(Engine engine) {
    double[] all = entries();
    float[] values = new float[all.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) all[i];
    }
    return batch() == 1
        ? engine.of(values, order, order)
        : engine.of(values, batch(), order, order);
  }

  @Override
  public DenseMatrix plus(SymmetricMatrix other) {
    DenseMatrix b = compatible(other);
    DMatrixRMaj[] sums = new DMatrixRMaj[commonBatch(b)];
    for (int m = 0; m < sums.length; m++) {
      sums[m] = CommonOps_DDRM.add(entry(m), b.entry(m), null);
    }
    return new DenseMatrix(order, sums, new Eigen[sums.length]);
  }

  @Override
  public DenseMatrix times(SymmetricMatrix other) {
    DenseMatrix b = compatible(other);
    DMatrixRMaj[] products = new DMatrixRMaj[commonBatch(b)];
    for (int m = 0; m < products.length; m++) {
      DMatrixRMaj ab = CommonOps_DDRM.mult(entry(m), b.entry(m), null);
      products[m] = symmetric(ab, m, "the product of two matrices that commute");
    }
    return new DenseMatrix(order, products, new Eigen[products.length]);
  }

  /**
   * B·A·B, which is symmetric even when A and B do not commute: the covariance of B·x when x has
   * covariance A.
   */
  public DenseMatrix congruence(SymmetricMatrix other) {
    DenseMatrix b = compatible(other);
    DMatrixRMaj[] products = new DMatrixRMaj[commonBatch(b)];
    for (int m = 0; m < products.length; m++) {
      DMatrixRMaj ba = CommonOps_DDRM.mult(b.entry(m), entry(m), null);
      DMatrixRMaj bab = CommonOps_DDRM.mult(ba, b.entry(m), null);
      products[m] = symmetric(bab, m, "a congruence");
    }
    return new DenseMatrix(order, products, new Eigen[products.length]);
  }

  @Override
  public DenseMatrix scale(double c) {
    DMatrixRMaj[] scaled = new DMatrixRMaj[batch()];
    for (int m = 0; m < scaled.length; m++) {
      scaled[m] = entries[m].copy();
      CommonOps_DDRM.scale(c, scaled[m]);
    }
    return new DenseMatrix(order, scaled, new Eigen[scaled.length]);
  }

  @Override
  public DenseMatrix sqrt() {
    for (int m = 0; m < batch(); m++) {
      eigen(m)
          .requireAtLeast(
              -eigen(m).roundOff(), m, "the root of a matrix needs eigenvalues of at least 0");
    }
    return map(x -> Math.sqrt(Math.max(x, 0)));
  }

  @Override
  public DenseMatrix inverse() {
    for (int m = 0; m < batch(); m++) {
      eigen(m).requireRegular(m);
    }
    return map(x -> 1 / x);
  }

  @Override
  public double[] logDeterminant(Shape sample) {
    requireSample(sample);
    double[] out = new double[batch()];
    for (int m = 0; m < out.length; m++) {
      double positive = Math.max(eigen(m).roundOff(), Double.MIN_NORMAL);
      eigen(m).requireAtLeast(positive, m, "a log-determinant needs positive eigenvalues");
      for (double x : eigen(m).values()) {
        out[m] += Math.log(x);
      }
    }
    return out;
  }

  @Override
  public double[] trace(Shape sample) {
    requireSample(sample);
    double[] out = new double[batch()];
    for (int m = 0; m < out.length; m++) {
      out[m] = CommonOps_DDRM.trace(entries[m]);
    }
    return out;
  }

  @Override
  public boolean isPositiveDefinite() {
    for (int m = 0; m < batch(); m++) {
      if (eigen(m).smallest() <= eigen(m).roundOff()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean isPositiveSemidefinite() {
    for (int m = 0; m < batch(); m++) {
      if (eigen(m).smallest() < -eigen(m).roundOff()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public double norm() {
    double max = 0;
    for (int m = 0; m < batch(); m++) {
      max = Math.max(max, eigen(m).norm());
    }
    return max;
  }

  @Override
  public DenseMatrix nonNegative(double tolerance, String what) {
    boolean negative = false;
    for (int m = 0; m < batch(); m++) {
      eigen(m).requireAtLeast(-tolerance, m, what + " has no negative eigenvalue");
      negative |= eigen(m).smallest() < 0;
    }
    return negative ? map(x -> Math.max(x, 0)) : this;
  }

  @Override
  public String place(int index) {
    return " of eigenvector " + index % order + (batch() == 1 ? "" : " of matrix " + index / order);
  }

  @Override
  public DenseMatrix toDense(Shape sample) {
    requireSample(sample);
    return this;
  }

  /** For example {@code a dense matrix of order 16}. */
  @Override
  public String toString() {
    String many = batch() == 1 ? "a dense matrix" : "a batch of " + batch() + " dense matrices";
    return many + " of order " + order;
  }

  private DenseMatrix map(DoubleUnaryOperator f) {
    DMatrixRMaj[] out = new DMatrixRMaj[batch()];
    Eigen[] outEigen = new Eigen[out.length];
    for (int m = 0; m < out.length; m++) {
      outEigen[m] = eigen(m).map(f);
      out[m] = outEigen[m].compose();
    }
    return new DenseMatrix(order, out, outEigen);
  }

  private DMatrixRMaj entry(int m) {
    return entries[batch() == 1 ? 0 : m];
  }

  private Eigen eigen(int m) {
    if (eigen[m] == null) {
      eigen[m] = Eigen.of(entries[m]);
    }
    return eigen[m];
  }

  private DenseMatrix compatible(SymmetricMatrix other) {
    if (other instanceof ScalarMatrix) {
      return other.toDense(Shape.of(order));
    }
    if (other instanceof DenseMatrix && ((DenseMatrix) other).order == order) {
      return (DenseMatrix) other;
    }
    throw doNotCombine(other);
  }

  private void requireSample(Shape sample) {
    if (sample.size() != order) {
      throw new ShapeException(
          this
              + " does not multiply samples of shape "
              + sample
              + " with "
              + sample.size()
              + " elements");
    }
  }

  /** Checks that entries are finite and symmetric, and removes what asymmetry rounding left. */
  private static DMatrixRMaj symmetric(DMatrixRMaj a, int m, String what) {
    double tolerance = ASYMMETRY * CommonOps_DDRM.elementMaxAbs(a);
    for (int i = 0; i < a.numRows; i++) {
      for (int j = 0; j <= i; j++) {
        double lower = a.get(i, j);
        double upper = a.get(j, i);
        if (!Double.isFinite(lower + upper) || Math.abs(lower - upper) > tolerance) {
          throw new IllegalArgumentException(
              what
                  + " has equal, finite entries at ("
                  + i
                  + ", "
                  + j
                  + ") and ("
                  + j
                  + ", "
                  + i
                  + "); matrix "
                  + m
                  + " has "
                  + lower
                  + " and "
                  + upper);
        }
        double mean = 0.5 * (lower + upper);
        a.set(i, j, mean);
        a.set(j, i, mean);
      }
    }
    return a;
  }
}
