package dev.ornstein.diffusion.process;

import dev.ornstein.diffusion.matrix.DenseMatrix;

/**
 * H(t) = Q diag(h(t)) Qᵀ and Σ(t) = Q diag(σ²(t)) Qᵀ in any orthonormal basis Q: every principal
 * component has a schedule of its own. The most general process whose matrices commute, for small
 * samples.
 */
public final class DenseProcess extends CurvesProcess<DenseMatrix> {
  private final double[] basis;

  /**
   * @param basis Q, (n, n) row-major, whose columns are orthonormal
   * @param h one per column of Q, none of them 0
   * @param variance σ²(t), one per column of Q, at least 0; σ²/h² does not fall
   * @throws dev.ornstein.tensor.UserError naming the first time on a dense grid, and the column, at
   *     which no such process exists
   */
  public DenseProcess(double[] basis, Curves h, Curves variance) {
    super((int) Math.round(Math.sqrt(basis.length)), h, variance);
    this.basis = basis.clone();
    requireDiffusion();
  }

  @Override
  DenseMatrix matrix(double[] eigenvalues) {
    return DenseMatrix.ofEigenvalues(basis, eigenvalues);
  }
}
