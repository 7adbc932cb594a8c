package dev.ornstein.mnist.judge;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The Fréchet distance, also called 2-Wasserstein distance and squared, of two normal distributions
 * (Dowson and Landau, "The Fréchet distance between multivariate normal distributions", 1982; used
 * for images by Heusel et al., arXiv 1706.08500):
 *
 * <pre>d² = ‖m₁ − m₂‖² + tr(C₁ + C₂ − 2 (C₁^½ C₂ C₁^½)^½)</pre>
 *
 * <p>The matrix under the last root is symmetric, so one symmetric eigen-decomposition gives each
 * root, and covariances without full rank need nothing special. It is computed in double precision.
 * In exact arithmetic d² is never negative; what round-off leaves below 0 is returned as 0.
 */
public final class FrechetDistance {
  private FrechetDistance() {}

  /**
   * d², as above.
   *
   * @throws IllegalArgumentException when the two describe by different numbers of features
   * @throws ArithmeticException when an eigen-decomposition does not converge
   */
  public static double between(FeatureStatistics a, FeatureStatistics b) {
    if (a.dimension() != b.dimension()) {
      throw new IllegalArgumentException(
          "descriptions of "
              + a.dimension()
              + " and of "
              + b.dimension()
              + " numbers cannot be compared; take one network for both");
    }
    double[] ma = a.mean();
    double[] mb = b.mean();
    double means = 0;
    for (int k = 0; k < ma.length; k++) {
      means += (ma[k] - mb[k]) * (ma[k] - mb[k]);
    }
    DMatrixRMaj root = root(a.matrix());
    DMatrixRMaj half = CommonOps_DDRM.mult(root, b.matrix(), null);
    DMatrixRMaj middle = symmetric(CommonOps_DDRM.mult(half, root, null));
    double traces = CommonOps_DDRM.trace(a.matrix()) + CommonOps_DDRM.trace(b.matrix());
    return Math.max(0, means + traces - 2 * traceOfRoot(middle));
  }

  /** A^½ of a symmetric matrix without negative eigenvalues but for round-off. */
  private static DMatrixRMaj root(DMatrixRMaj a) {
    EigenDecomposition_F64<DMatrixRMaj> eigen = decomposed(a);
    int n = a.numRows;
    DMatrixRMaj half = new DMatrixRMaj(n, n);
    DMatrixRMaj q = new DMatrixRMaj(n, n);
    for (int k = 0; k < n; k++) {
      DMatrixRMaj vector = eigen.getEigenVector(k);
      CommonOps_DDRM.insert(vector, q, 0, k);
      CommonOps_DDRM.scale(rootOf(eigen, k), vector);
      CommonOps_DDRM.insert(vector, half, 0, k);
    }
    return symmetric(CommonOps_DDRM.multTransB(half, q, null));
  }

  private static double traceOfRoot(DMatrixRMaj a) {
    EigenDecomposition_F64<DMatrixRMaj> eigen = decomposed(a);
    double trace = 0;
    for (int k = 0; k < a.numRows; k++) {
      trace += rootOf(eigen, k);
    }
    return trace;
  }

  private static double rootOf(EigenDecomposition_F64<DMatrixRMaj> eigen, int k) {
    return Math.sqrt(Math.max(0, eigen.getEigenvalue(k).getReal()));
  }

  private static EigenDecomposition_F64<DMatrixRMaj> decomposed(DMatrixRMaj a) {
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(a.numRows, true, true);
    if (!eigen.decompose(a.copy())) {
      throw new ArithmeticException(
          "the eigen-decomposition of a covariance of order " + a.numRows + " did not converge");
    }
    return eigen;
  }

  /** (A + Aᵀ)/2: a product of symmetric factors is symmetric but for its last bits. */
  private static DMatrixRMaj symmetric(DMatrixRMaj a) {
    DMatrixRMaj sum = CommonOps_DDRM.transpose(a, null);
    CommonOps_DDRM.addEquals(sum, a);
    CommonOps_DDRM.scale(0.5, sum);
    return sum;
  }
}
