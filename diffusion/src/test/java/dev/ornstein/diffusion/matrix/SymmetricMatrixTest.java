package dev.ornstein.diffusion.matrix;

import static dev.ornstein.diffusion.Compare.DOUBLE;
import static dev.ornstein.diffusion.Compare.FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.GradCheck;
import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of matrix, alone and as one per sample, against dense arithmetic by definition. */
class SymmetricMatrixTest {
  private static final int N = 3;
  private static final int D = Kind.D;

  private final Engine engine = Compare.engine();

  static Stream<Arguments> kinds() {
    return Arrays.stream(Kind.values())
        .flatMap(kind -> Stream.of(Arguments.of(kind, 1), Arguments.of(kind, N)));
  }

  private Tensor images(long seed) {
    return Compare.normal(engine, seed, N, 1, 4, 4);
  }

  private static double[] dense(SymmetricMatrix a) {
    return a.toDense(Kind.SAMPLE).entries();
  }

  /** Row-major product of the matrices of a batch, by three loops. */
  private static double[] product(double[] a, double[] b) {
    double[] c = new double[a.length];
    for (int m = 0; m < a.length; m += D * D) {
      for (int i = 0; i < D; i++) {
        for (int j = 0; j < D; j++) {
          for (int k = 0; k < D; k++) {
            c[m + i * D + j] += a[m + i * D + k] * b[m + k * D + j];
          }
        }
      }
    }
    return c;
  }

  private static double[] identity(int batch) {
    double[] one = new double[batch * D * D];
    for (int i = 0; i < batch * D; i++) {
      one[i * D + i % D] = 1;
    }
    return one;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void timesVectorIsTheSumOverEntries(Kind kind, int batch) {
    SymmetricMatrix a = kind.random(batch, -1, 2, 1);
    Tensor x = images(2);
    double[] entries = dense(a);
    double[] expected = new double[N * D];
    for (int s = 0; s < N; s++) {
      int m = batch == 1 ? 0 : s;
      for (int i = 0; i < D; i++) {
        for (int j = 0; j < D; j++) {
          expected[s * D + i] += entries[(m * D + i) * D + j] * x.get(s * D + j);
        }
      }
    }
    Tensor y = a.times(x);
    assertEquals(x.shape(), y.shape());
    Compare.close(expected, Compare.doubles(y), FLOAT, "A·x");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void selfAdjoint(Kind kind, int batch) {
    SymmetricMatrix a = kind.random(batch, -1, 2, 3);
    Tensor x = images(4);
    Tensor y = images(5);
    double left = dot(a.times(x), y);
    double right = dot(x, a.times(y));
    assertEquals(left, right, FLOAT * N * D, "⟨Ax, y⟩ = ⟨x, Ay⟩");
    assertTrue(Math.abs(left) > 1e-2, "the products do not vanish by chance");
  }

  private static double dot(Tensor x, Tensor y) {
    double sum = 0;
    for (int i = 0; i < x.size(); i++) {
      sum += (double) x.get(i) * y.get(i);
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void gradientIsTheSameMatrix(Kind kind, int batch) {
    SymmetricMatrix a = kind.random(batch, -1, 2, 6);
    GradCheck.first(a.toString(), v -> a.times(v[0]), images(7));
    GradCheck.second(a.toString(), v -> a.times(v[0]).square(), images(8));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void rootSquaredIsTheMatrix(Kind kind, int batch) {
    SymmetricMatrix a = kind.random(batch, 0, 2, 9);
    SymmetricMatrix root = a.sqrt();
    Compare.close(dense(a), dense(root.times(root)), DOUBLE, "A^½·A^½");
    assertTrue(root.isPositiveSemidefinite());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void inverseTimesTheMatrixIsOne(Kind kind, int batch) {
    SymmetricMatrix a = kind.random(batch, 0.1, 2, 10).minus(ScalarMatrix.of(3));
    Compare.close(identity(batch), dense(a.times(a.inverse())), DOUBLE, "A·A⁻¹");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void algebraIsThatOfTheEntries(Kind kind, int batch) {
    SymmetricMatrix a = kind.random(batch, -1, 2, 11);
    SymmetricMatrix b = kind.random(batch, -2, 1, 12);
    double[] A = dense(a);
    double[] B = dense(b);
    double[] sum = new double[A.length];
    double[] difference = new double[A.length];
    double[] scaled = new double[A.length];
    for (int i = 0; i < A.length; i++) {
      sum[i] = A[i] + B[i];
      difference[i] = A[i] - B[i];
      scaled[i] = -0.3 * A[i];
    }
    Compare.close(sum, dense(a.plus(b)), DOUBLE, "A + B");
    Compare.close(difference, dense(a.minus(b)), DOUBLE, "A − B");
    Compare.close(product(A, B), dense(a.times(b)), DOUBLE, "A·B");
    Compare.close(scaled, dense(a.scale(-0.3)), DOUBLE, "−0.3 A");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void scalarsCombineWithEveryKindAndOneWithABatch(Kind kind, int batch) {
    SymmetricMatrix a = kind.random(1, 1, 2, 13);
    ScalarMatrix c = ScalarMatrix.of(batch == 1 ? new double[] {3} : new double[] {3, -1, 0.5});
    double[] A = dense(a);
    double[] sum = new double[batch * D * D];
    double[] product = new double[batch * D * D];
    for (int i = 0; i < sum.length; i++) {
      double ci = c.values()[i / (D * D)];
      sum[i] = A[i % (D * D)] + ci * identity(1)[i % (D * D)];
      product[i] = A[i % (D * D)] * ci;
    }
    assertEquals(batch, a.plus(c).batch());
    Compare.close(sum, dense(a.plus(c)), DOUBLE, "A + c");
    Compare.close(sum, dense(c.plus(a)), DOUBLE, "c + A");
    Compare.close(product, dense(a.times(c)), DOUBLE, "A·c");
    Compare.close(product, dense(c.times(a)), DOUBLE, "c·A");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void traceDeterminantAndNormAreThoseOfTheEigenvalues(Kind kind, int batch) {
    SymmetricMatrix a = kind.random(batch, 0.2, 2, 14);
    DenseMatrix dense = DenseMatrix.of(dense(a), D); // decomposed anew, from its entries
    double[] lambda = dense.eigenvalues();
    double[] trace = new double[batch];
    double[] logDeterminant = new double[batch];
    for (int i = 0; i < lambda.length; i++) {
      trace[i / D] += lambda[i];
      logDeterminant[i / D] += Math.log(lambda[i]);
    }
    Compare.close(trace, a.trace(Kind.SAMPLE), DOUBLE, "trace");
    Compare.close(logDeterminant, a.logDeterminant(Kind.SAMPLE), DOUBLE, "ln det");
    assertEquals(Arrays.stream(lambda).max().getAsDouble(), a.norm(), DOUBLE, "norm");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void definiteness(Kind kind, int batch) {
    SymmetricMatrix positive = kind.random(batch, 0.2, 2, 15);
    SymmetricMatrix negative = positive.minus(ScalarMatrix.of(5));
    SymmetricMatrix zero = positive.minus(positive);
    assertTrue(positive.isPositiveDefinite() && positive.isPositiveSemidefinite());
    assertFalse(negative.isPositiveDefinite() || negative.isPositiveSemidefinite());
    assertTrue(zero.isPositiveSemidefinite() && !zero.isPositiveDefinite());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void roundingBelowZeroIsRemoved(Kind kind, int batch) {
    SymmetricMatrix a = kind.matrix(k -> filled(batch, k == 0 ? -1e-14 : 1 + k % 2), batch);
    SymmetricMatrix clean = a.nonNegative(1e-12, "A");
    assertTrue(clean.isPositiveSemidefinite());
    assertTrue(Compare.difference(dense(a), dense(clean)) < 1e-13, "only rounding is removed");
  }

  private static double[] filled(int n, double value) {
    double[] a = new double[n];
    Arrays.fill(a, value);
    return a;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void channelsAndFlatSamples(Kind kind, int batch) {
    SymmetricMatrix a = kind.random(batch, -1, 2, 16);
    Tensor x = Compare.normal(engine, 17, N, 2, 4, 4);
    if (kind == Kind.SCALAR || kind == Kind.FOURIER || kind == Kind.DIAGONAL) {
      Shape two = Shape.of(2, 4, 4); // one matrix serves both channels
      Compare.close(a.toDense(two).times(x), a.times(x), FLOAT, "two channels");
      Compare.close(
          Arrays.stream(a.trace(Kind.SAMPLE)).map(t -> 2 * t).toArray(),
          a.trace(two),
          DOUBLE,
          "trace over two channels");
    }
    if (kind != Kind.FOURIER) {
      Tensor image = images(18);
      Tensor flat = image.reshape(N, D);
      Compare.close(a.times(image).reshape(N, D), a.times(flat), 0, "flat samples");
    }
  }

  @ParameterizedTest
  @MethodSource("batches")
  void aMatrixPerChannel(int batch) {
    Shape form = Shape.of(2, 3, 4);
    double[] even = new double[batch * 24];
    double[] any = new double[batch * 24];
    for (int i = 0; i < even.length; i++) {
      int ky = i / 4 % 3;
      int kx = i % 4;
      even[i] = 1 + i / 12 + Math.cos(2 * Math.PI * ky / 3) + 0.5 * Math.cos(Math.PI * kx / 2);
      any[i] = Math.sin(i);
    }
    Tensor x = Compare.normal(engine, 19, N, 2, 3, 4);
    FourierMatrix f = FourierMatrix.of(even, form);
    DiagonalMatrix d = DiagonalMatrix.of(any, form);
    Compare.close(f.toDense(form).times(x), f.times(x), FLOAT, "Fourier, per channel");
    Compare.close(d.toDense(form).times(x), d.times(x), FLOAT, "diagonal, per channel");
    GradCheck.first("Fourier, per channel", v -> f.times(v[0]), x);
  }

  static int[] batches() {
    return new int[] {1, N};
  }
}
