package dev.ornstein.diffusion.matrix;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** An eigen-decomposition A = Q diag(λ) Qᵀ of one symmetric matrix. */
final class Eigen {
  private static final double ORTHONORMAL = 1e-9;

  private final DMatrixRMaj basis; // Q, columns are eigenvectors
  private final double[] values; // λ

  Eigen(DMatrixRMaj basis, double[] values) {
    this.basis = basis;
    this.values = values;
  }

  /** Decomposes a symmetric matrix; eigenvalues ascend. */
  static Eigen of(DMatrixRMaj a) {
    int n = a.numRows;
    EigenDecomposition_F64<DMatrixRMaj> eig = DecompositionFactory_DDRM.eig(n, true, true);
    if (!eig.decompose(a.copy())) {
      throw new ArithmeticException(
          "the eigen-decomposition of a matrix of order " + n + " did not converge");
    }
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> eig.getEigenvalue(i).getReal()));
    DMatrixRMaj q = new DMatrixRMaj(n, n);
    double[] values = new double[n];
    for (int k = 0; k < n; k++) {
      values[k] = eig.getEigenvalue(order[k]).getReal();
      CommonOps_DDRM.insert(eig.getEigenVector(order[k]), q, 0, k);
    }
    return new Eigen(q, values);
  }

  /**
   * Checks that the columns of q are orthonormal.
   *
   * @throws IllegalArgumentException naming the first two that are not
   */
  static DMatrixRMaj orthonormal(DMatrixRMaj q) {
    DMatrixRMaj gram = CommonOps_DDRM.multTransA(q, q, null);
    for (int i = 0; i < gram.numRows; i++) {
      for (int j = 0; j <= i; j++) {
        if (!(Math.abs(gram.get(i, j) - (i == j ? 1 : 0)) <= ORTHONORMAL)) {
          throw new IllegalArgumentException(
              "columns "
                  + j
                  + " and "
                  + i
                  + " of an orthonormal basis have the product "
                  + (i == j ? 1 : 0)
                  + "; got "
                  + gram.get(i, j));
        }
      }
    }
    return q;
  }

  double[] values() {
    return values;
  }

  /** f(A), by its eigenvalues. */
  Eigen map(DoubleUnaryOperator f) {
    return new Eigen(basis, Arrays.stream(values).map(f).toArray());
  }

  /** Q diag(λ) Qᵀ, symmetric to the bit. */
  DMatrixRMaj compose() {
    DMatrixRMaj scaled = basis.copy();
    CommonOps_DDRM.multCols(scaled, values);
    DMatrixRMaj a = CommonOps_DDRM.multTransB(scaled, basis, null);
    for (int i = 0; i < a.numRows; i++) {
      for (int j = 0; j < i; j++) {
        double mean = 0.5 * (a.get(i, j) + a.get(j, i));
        a.set(i, j, mean);
        a.set(j, i, mean);
      }
    }
    return a;
  }

  double smallest() {
    return Arrays.stream(values).min().getAsDouble();
  }

  double norm() {
    return Arrays.stream(values).map(Math::abs).max().getAsDouble();
  }

  /** What a computed eigenvalue may be wrong by: n · 2⁻⁵² · the norm. */
  double roundOff() {
    return values.length * Math.ulp(1.0) * norm();
  }

  void requireAtLeast(double bound, int matrix, String rule) {
    for (int k = 0; k < values.length; k++) {
      if (!(values[k] >= bound)) {
        throw new ArithmeticException(
            rule + "; number " + k + " of matrix " + matrix + " is " + values[k]);
      }
    }
  }

  void requireRegular(int matrix) {
    for (int k = 0; k < values.length; k++) {
      if (!(Math.abs(values[k]) > roundOff())) {
        throw new ArithmeticException(
            "a matrix with an inverse has no eigenvalue 0; number "
                + k
                + " of matrix "
                + matrix
                + " is "
                + values[k]);
      }
    }
  }
}
