package dev.ornstein.diffusion.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a matrix refuses, and that the sentence names value and place. */
class MatrixRefusalTest {
  private final Engine engine = Compare.engine();

  private static void refused(
      Class<? extends Exception> type, Executable what, String... fragments) {
    String message = assertThrows(type, what).getMessage();
    for (String fragment : fragments) {
      assertTrue(message.contains(fragment), "\"" + fragment + "\" should be in: " + message);
    }
  }

  @Test
  void anAsymmetricMatrix() {
    refused(
        IllegalArgumentException.class,
        () -> DenseMatrix.of(new double[] {1, 0.25, 0.5, 1}, 2),
        "(1, 0)",
        "(0, 1)",
        "0.5",
        "0.25");
  }

  @Test
  void anOddTransferFunction() {
    double[] transfer = new double[16];
    transfer[1] = 0.75; // frequency (0, 1) without (0, 3)
    refused(
        IllegalArgumentException.class,
        () -> FourierMatrix.of(transfer, Shape.of(4, 4)),
        "0.75",
        "(0, 0, 1)",
        "(0, 0, 3)");
  }

  @Test
  void entriesThatAreNotFinite() {
    refused(
        IllegalArgumentException.class,
        () -> DiagonalMatrix.of(new double[] {1, Double.NaN}, Shape.of(2)),
        "NaN",
        "pixel (1)");
    refused(
        IllegalArgumentException.class,
        () -> ScalarMatrix.of(1, Double.POSITIVE_INFINITY),
        "Infinity",
        "matrix 1");
    refused(
        IllegalArgumentException.class,
        () -> DenseMatrix.of(new double[] {1, 0, 0, Double.NaN}, 2),
        "NaN",
        "(1, 1)");
  }

  @Test
  void aRootOfANegativeEigenvalue() {
    refused(
        ArithmeticException.class,
        () -> DiagonalMatrix.of(new double[] {1, 2, 3, -0.5}, Shape.of(2, 2)).sqrt(),
        "-0.5",
        "pixel (1, 1)");
    refused(
        ArithmeticException.class,
        () -> DenseMatrix.of(new double[] {1, 0, 0, -0.5}, 2).sqrt(),
        "-0.5",
        "matrix 0");
    refused(ArithmeticException.class, () -> ScalarMatrix.of(4, -0.5).sqrt(), "-0.5", "matrix 1");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theInverseAndTheLogDeterminantOfZero(Kind kind) {
    SymmetricMatrix zero = kind.random(1, 1, 2, 1).scale(0);
    refused(ArithmeticException.class, zero::inverse, "inverse", "0.0");
    refused(ArithmeticException.class, () -> zero.logDeterminant(Kind.SAMPLE), "positive", "0.0");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aNegativeEigenvalueThatIsNotRounding(Kind kind) {
    SymmetricMatrix a = kind.matrix(k -> new double[] {k == 0 ? -0.25 : 1}, 1);
    refused(
        ArithmeticException.class,
        () -> a.nonNegative(1e-12, "the covariance"),
        "the covariance",
        kind == Kind.DENSE ? "-0.2" : "-0.25"); // decomposed to 16 digits
  }

  @Test
  void matricesOfDifferentFamilies() {
    SymmetricMatrix diagonal = Kind.DIAGONAL.random(1, 1, 2, 1);
    SymmetricMatrix fourier = Kind.FOURIER.random(1, 1, 2, 1);
    SymmetricMatrix dense = Kind.DENSE.random(1, 1, 2, 1);
    refused(
        IllegalArgumentException.class,
        () -> diagonal.plus(fourier),
        "a diagonal matrix",
        "a Fourier matrix",
        "toDense");
    refused(IllegalArgumentException.class, () -> fourier.times(dense), "dense", "Fourier");
    refused(IllegalArgumentException.class, () -> dense.times(diagonal), "dense", "diagonal");
    refused(
        IllegalArgumentException.class,
        () -> diagonal.plus(DiagonalMatrix.of(new double[4], Shape.of(4))),
        "(1, 4, 4)",
        "(4)");
  }

  @Test
  void aProductThatIsNotSymmetric() {
    DenseMatrix a = DenseMatrix.of(new double[] {2, 1, 1, 3}, 2);
    DenseMatrix b = DenseMatrix.of(new double[] {1, 0, 0, -2}, 2);
    refused(IllegalArgumentException.class, () -> a.times(b), "commute", "(1, 0)", "-2.0", "1.0");
  }

  @Test
  void batchesThatDoNotFit() {
    refused(
        IllegalArgumentException.class,
        () -> ScalarMatrix.of(1, 2, 3).plus(ScalarMatrix.of(1, 2)),
        "3",
        "2",
        "batch");
    refused(
        ShapeException.class,
        () -> ScalarMatrix.of(1, 2, 3).times(engine.zeros(Shape.of(4, 1, 2, 2))),
        "3 matrices",
        "4 samples");
  }

  @Test
  void samplesOfAnotherShape() {
    for (Kind kind : new Kind[] {Kind.DIAGONAL, Kind.FOURIER, Kind.DENSE}) {
      refused(
          ShapeException.class,
          () -> kind.random(1, 1, 2, 1).times(engine.zeros(Shape.of(2, 1, 4, 5))),
          "(1, 4, 5)");
    }
    refused(ShapeException.class, () -> ScalarMatrix.of(1, 2).times(engine.scalar(1)), "(N, …)");
  }

  @Test
  void aBasisThatIsNotOrthonormal() {
    refused(
        IllegalArgumentException.class,
        () -> DenseMatrix.ofEigenvalues(new double[] {1, 0.5, 0, 1}, new double[] {1, 1}),
        "columns 0 and 1",
        "0.5");
  }

  @Test
  void valuesThatDoNotFillAMatrix() {
    refused(ShapeException.class, () -> DiagonalMatrix.of(new double[5], Shape.of(4)), "5", "4");
    refused(ShapeException.class, () -> DenseMatrix.of(new double[5], 2), "5", "2");
    refused(ShapeException.class, () -> FourierMatrix.of(new double[4], Shape.of(4)), "(4)");
    refused(ShapeException.class, () -> ScalarMatrix.of(), "0");
  }

  /** Equal numbers of elements are enough, in whatever shape. */
  @Test
  void aFlatFormOfAsManyElementsIsReadInOrder() {
    DiagonalMatrix matrix = DiagonalMatrix.of(new double[] {1, 2, 3, 4}, Shape.of(1, 4));
    Tensor product = matrix.times(engine.full(Shape.of(2, 4, 1), 1f));
    assertEquals(Shape.of(2, 4, 1), product.shape());
    assertArrayEquals(new float[] {1, 2, 3, 4, 1, 2, 3, 4}, product.toArray());
  }
}
