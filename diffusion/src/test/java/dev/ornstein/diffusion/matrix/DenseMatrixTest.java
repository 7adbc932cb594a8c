package dev.ornstein.diffusion.matrix;

import static dev.ornstein.diffusion.Compare.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What only dense matrices do, and where the cheap kinds coincide with them. */
class DenseMatrixTest {
  private final Engine engine = Compare.engine();

  @Test
  void denseEqualsDiagonalWhereTheyCoincide() {
    double[] d = {1, 2, 3, 4};
    double[] entries = new double[16];
    for (int i = 0; i < 4; i++) {
      entries[5 * i] = d[i];
    }
    DenseMatrix dense = DenseMatrix.of(entries, 4);
    DiagonalMatrix diagonal = DiagonalMatrix.of(d, Shape.of(4));
    Tensor x = Compare.normal(engine, 1, 5, 4);
    Compare.close(diagonal.times(x), dense.times(x), Compare.FLOAT, "A·x");
    Compare.close(diagonal.sqrt().times(x), dense.sqrt().times(x), Compare.FLOAT, "A^½·x");
    Compare.close(diagonal.inverse().times(x), dense.inverse().times(x), Compare.FLOAT, "A⁻¹·x");
  }

  /** A convolution with a known kernel: entries by hand, not through toDense. */
  @Test
  void denseEqualsFourierWhereTheyCoincide() {
    int n = 4; // rows of the image are independent; along a row the kernel is (¼, ½, ¼)
    double[] transfer = new double[n * n];
    for (int k = 0; k < n * n; k++) {
      transfer[k] = 0.5 + 0.5 * Math.cos(2 * Math.PI * (k % n) / n);
    }
    double[] entries = new double[n * n * n * n];
    for (int y = 0; y < n; y++) {
      for (int x = 0; x < n; x++) {
        int row = (y * n + x) * n * n + y * n;
        entries[row + x] += 0.5;
        entries[row + (x + 1) % n] += 0.25;
        entries[row + (x + n - 1) % n] += 0.25;
      }
    }
    DenseMatrix dense = DenseMatrix.of(entries, n * n);
    FourierMatrix fourier = FourierMatrix.of(transfer, Shape.of(n, n));
    Tensor x = Compare.normal(engine, 2, 3, 1, n, n);
    Compare.close(dense.times(x), fourier.times(x), Compare.FLOAT, "A·x");
    Compare.close(entries, fourier.toDense(Shape.of(1, n, n)).entries(), DOUBLE, "entries");
    SymmetricMatrix shifted = fourier.plus(ScalarMatrix.of(0.1));
    SymmetricMatrix shiftedDense = dense.plus(ScalarMatrix.of(0.1));
    Shape sample = Shape.of(n, n);
    Compare.close(
        shiftedDense.logDeterminant(sample), shifted.logDeterminant(sample), DOUBLE, "ln det");
    Compare.close(shiftedDense.trace(sample), shifted.trace(sample), DOUBLE, "trace");
    Compare.close(shiftedDense.sqrt().times(x), shifted.sqrt().times(x), Compare.FLOAT, "A^½·x");
    Compare.close(
        shiftedDense.inverse().times(x), shifted.inverse().times(x), Compare.FLOAT, "A⁻¹·x");
  }

  @Test
  void congruenceIsSymmetricForMatricesThatDoNotCommute() {
    DenseMatrix a = DenseMatrix.of(new double[] {2, 1, 1, 3}, 2);
    DenseMatrix b = DenseMatrix.of(new double[] {1, 0, 0, -2}, 2);
    double[] bab = {2, -2, -2, 12};
    Compare.close(bab, a.congruence(b).entries(), DOUBLE, "B·A·B");
  }

  @Test
  void eigenvaluesAscend() {
    DenseMatrix a = DenseMatrix.of(new double[] {2, 1, 1, 2}, 2);
    Compare.close(new double[] {1, 3}, a.eigenvalues(), DOUBLE, "eigenvalues of (2 1; 1 2)");
  }

  @Test
  void aMatrixFromItsEigenvaluesHasThem() {
    double[] basis = Kind.randomBasis(5, Rng.of(3));
    double[] lambda = {0.5, 1, 2, 3, 8};
    DenseMatrix a = DenseMatrix.ofEigenvalues(basis, lambda);
    Compare.close(lambda, DenseMatrix.of(a.entries(), 5).eigenvalues(), DOUBLE, "eigenvalues");
    assertEquals(Math.log(24), a.logDeterminant(Shape.of(5))[0], DOUBLE);
  }
}
