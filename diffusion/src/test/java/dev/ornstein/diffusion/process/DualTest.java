package dev.ornstein.diffusion.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.Compare;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Derivatives found by dual numbers against those written by hand. */
class DualTest {
  private static final double[] TIMES = {0.01, 0.2, 0.5, 0.77, 1};
  private static final double EXACT = 1e-12; // relative; a few operations in double
  private static final int STEPS = 40;

  /** A schedule of the package and the same formula for duals. */
  static Stream<Arguments> schedules() {
    SignalPower linear = new SignalPower(new LinearAlphaBar());
    UnaryOperator<Dual> line = t -> t.times(-0.999).plus(1);
    return Stream.of(
        Arguments.of("linear ᾱ", linear, line),
        Arguments.of("√ᾱ", linear.root(), after(line, Dual::sqrt)),
        Arguments.of("cosine ᾱ", new CosineAlphaBar(), (UnaryOperator<Dual>) DualTest::cosine),
        Arguments.of(
            "geometric variance",
            new GeometricVariance(0.01, 50),
            (UnaryOperator<Dual>) t -> t.times(Math.log(5000)).exp().times(0.01).square()));
  }

  private static UnaryOperator<Dual> after(UnaryOperator<Dual> f, UnaryOperator<Dual> g) {
    return t -> g.apply(f.apply(t));
  }

  private static Dual cosine(Dual t) {
    double angle = Math.PI / 2 / 1.008;
    Dual f = t.plus(0.008).times(angle).cos().square();
    return f.divide(Math.pow(Math.cos(0.008 * angle), 2)).times(1 - 1e-4).plus(1e-4);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("schedules")
  void theDerivativeOfEveryCurveIsFound(String name, Curve byHand, UnaryOperator<Dual> formula) {
    Curve found = Curve.of(formula);
    for (double t : TIMES) {
      close(byHand.value(t), found.value(t), name + " at " + t);
      close(byHand.slope(t), found.slope(t), name + "′ at " + t);
    }
  }

  private static void close(double expected, double actual, String what) {
    assertEquals(expected, actual, EXACT * Math.abs(expected) + Double.MIN_NORMAL, what);
  }

  /** The same process from formulas alone has the same H′ and Σ′. */
  @Test
  void theScalarProcessesNeedNoDerivativeByHand() {
    UnaryOperator<Dual> power = t -> t.times(-0.999).plus(1);
    UnaryOperator<Dual> noise = t -> power.apply(t).negate().plus(1);
    Map<ScalarProcess, UnaryOperator<Dual>> variances =
        Map.of(
            VariancePreserving.linear(),
            noise,
            new SubVariancePreserving(new LinearAlphaBar()),
            after(noise, Dual::square));
    variances.forEach(
        (byHand, variance) -> {
          ScalarProcess found =
              new ScalarProcess(Curve.of(after(power, Dual::sqrt)), Curve.of(variance));
          for (double t : TIMES) {
            close(byHand.dH(t).values()[0], found.dH(t).values()[0], "H′ at " + t);
            close(byHand.dSigma(t).values()[0], found.dSigma(t).values()[0], "Σ′ at " + t);
          }
        });
  }

  @Test
  void theProcessesWithManyEigenvaluesNeedNone() {
    Shape form = Shape.of(6, 5);
    boolean[] mask = CentreMask.of(form);
    FourierBands bands = FourierBands.of(form);
    agree(DiagonalProcess.inpainting(form, mask), inpainting(form, mask));
    agree(
        FourierBands.restoration(form, 2),
        new FourierProcess(
            form,
            mix(bands, t -> duals(1, 0, t), t -> duals(0.5, 0.5, t), t -> duals(0.1, 0.9, t)),
            mix(bands, t -> noise(0.08, t), t -> noise(0.24, t), t -> noise(0.16, t))));
    agree(
        FourierBands.generation(form),
        new FourierProcess(
            form,
            mix(bands, t -> decay(5, t), t -> decay(7, t), t -> decay(9, t)),
            mix(bands, t -> rise(10, t), t -> rise(14, t), t -> rise(18, t))));
  }

  private static DiagonalProcess inpainting(Shape form, boolean[] mask) {
    return new DiagonalProcess(
        form,
        each(mask.length, (k, t) -> mask[k] ? decay(5, t) : Dual.constant(1)),
        each(mask.length, (k, t) -> mask[k] ? rise(10, t) : Dual.constant(1e-10)));
  }

  @Test
  void theImagingPathNeedsNone() {
    Shape form = Shape.of(6, 5);
    double[] mtf = FourierBands.gaussian(form, 2);
    double[] nps = FourierBands.of(form).mix(0.02, 0.06, 0.04, 1e-3);
    Curves h = each(mtf.length, (k, t) -> t.square().times(Math.log(mtf[k])).exp());
    Curves variance =
        each(
            mtf.length,
            (k, t) -> {
              double m2 = mtf[k] * mtf[k];
              Dual passed = t.square().times(2 * Math.log(mtf[k]));
              Dual share = m2 == 1 ? t.square() : passed.expm1().divide(m2 - 1);
              return passed.exp().times(1e-10).plus(share.times(nps[k] - m2 * 1e-10));
            });
    agree(
        FourierProcess.of(new ImagingSystem(form, mtf, nps)),
        new FourierProcess(form, h, variance));
  }

  private static Dual decay(double r, Dual t) {
    return t.square().times(-r).exp();
  }

  private static Dual rise(double r, Dual t) {
    return t.square().times(-r).expm1().negate().plus(1e-10);
  }

  private static Dual duals(double a, double b, Dual t) {
    return decay(5, t).times(b).plus(a);
  }

  private static Dual noise(double a, Dual t) {
    return rise(10, t).minus(1e-10).times(a).plus(4e-10);
  }

  private interface Eigenvalue {
    Dual at(int k, Dual t);
  }

  private static Curves each(int n, Eigenvalue f) {
    return Curves.of(
        t -> {
          Dual[] all = new Dual[n];
          Arrays.setAll(all, k -> f.at(k, t));
          return all;
        });
  }

  private static Curves mix(
      FourierBands bands, UnaryOperator<Dual> a, UnaryOperator<Dual> b, UnaryOperator<Dual> c) {
    double[] low = bands.low();
    double[] band = bands.band();
    double[] high = bands.high();
    return each(
        low.length,
        (k, t) -> {
          Dual sum = a.apply(t).times(low[k]).plus(b.apply(t).times(band[k]));
          return sum.plus(c.apply(t).times(high[k]));
        });
  }

  private static void agree(ForwardProcess byHand, ForwardProcess found) {
    Shape sample = Shape.of(6, 5);
    for (double t : TIMES) {
      for (boolean noise : new boolean[] {false, true}) {
        double[] a = (noise ? byHand.dSigma(t) : byHand.dH(t)).toDense(sample).entries();
        double[] b = (noise ? found.dSigma(t) : found.dH(t)).toDense(sample).entries();
        Compare.close(a, b, EXACT, (noise ? "Σ′ at " : "H′ at ") + t);
      }
    }
  }

  /** One function of every operation, against central differences extrapolated to order four. */
  @Test
  void everyOperationKnowsItsDerivative() {
    Map<String, UnaryOperator<Dual>> operations =
        Map.ofEntries(
            Map.entry("plus", x -> x.plus(x).plus(3)),
            Map.entry("minus", x -> x.minus(x.square()).minus(2)),
            Map.entry("negate", Dual::negate),
            Map.entry("times", x -> x.times(x.sin()).times(2)),
            Map.entry("divide", x -> x.exp().divide(x).divide(3)),
            Map.entry("square", Dual::square),
            Map.entry("pow", x -> x.pow(-1.7)),
            Map.entry("pow 0", x -> x.pow(0)),
            Map.entry("sqrt", Dual::sqrt),
            Map.entry("exp", Dual::exp),
            Map.entry("expm1", Dual::expm1),
            Map.entry("log", Dual::log),
            Map.entry("sin", Dual::sin),
            Map.entry("cos", Dual::cos),
            Map.entry("tanh", Dual::tanh),
            Map.entry("sigmoid", Dual::sigmoid));
    operations.forEach(
        (name, f) -> {
          DoubleUnaryOperator value = x -> f.apply(Dual.constant(x)).value();
          for (double x : new double[] {0.3, 1, 2.4}) {
            double expected = (4 * central(value, x, 5e-4) - central(value, x, 1e-3)) / 3;
            assertEquals(expected, f.apply(Dual.variable(x)).slope(), 1e-8, name + " at " + x);
            assertTrue(f.apply(Dual.constant(x)).slope() == 0, name + " of a constant");
          }
        });
  }

  private static double central(DoubleUnaryOperator f, double x, double step) {
    return (f.applyAsDouble(x + step) - f.applyAsDouble(x - step)) / (2 * step);
  }

  /** A constant stays constant where the derivative of the operation is infinite. */
  @Test
  void aConstantHasNoSlopeAnywhere() {
    assertEquals(new Dual(0, 0), Dual.constant(0).sqrt());
    assertEquals(Double.POSITIVE_INFINITY, Dual.variable(0).sqrt().slope());
  }

  /** The two automatic differentiations of the project say the same of one formula. */
  @Test
  void itAgreesWithTheTape() {
    Engine engine = Compare.engine();
    Curve dual =
        Curve.of(t -> t.square().times(-5).exp().times(t.times(3).cos()).plus(t.plus(1).log()));
    float[] times = new float[STEPS];
    double[] expected = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      times[i] = (i + 1f) / STEPS;
      expected[i] = dual.slope(times[i]);
    }
    try (Tape tape = Tape.record()) {
      Var t = Var.leaf(engine.of(times, STEPS));
      Var f = t.square().times(-5).exp().times(t.times(3).cos()).plus(t.plus(1).log());
      Tensor slope = tape.gradients(f.sum(), List.of(t), false).get(0).value();
      Compare.close(expected, Compare.doubles(slope), Compare.FLOAT, "the slope on the tape");
    }
  }
}
