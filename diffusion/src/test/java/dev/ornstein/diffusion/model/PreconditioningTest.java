package dev.ornstein.diffusion.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.loss.PreconditionedLoss;
import dev.ornstein.diffusion.matrix.DiagonalMatrix;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.Curve;
import dev.ornstein.diffusion.process.Curves;
import dev.ornstein.diffusion.process.DiagonalProcess;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.ScalarProcess;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreconditioningTest {
  private static final Engine engine = Compare.engine();

  @AfterAll
  static void close() {
    engine.close();
  }

  /** Karras et al., table 1, for one noise level and one standard deviation of the data. */
  @Test
  void theFactorsAreThoseOfThePaper() {
    double data = 0.5;
    ForwardProcess exploding =
        new ScalarProcess(Curve.of(t -> 1, t -> 0), Curve.of(t -> 9 * t * t, t -> 18 * t));
    Preconditioning p = new Preconditioning(exploding, ScalarMatrix.of(data * data));
    double sigma = 3 * 0.4;
    double sum = sigma * sigma + data * data;
    assertEquals(data * data / sum, p.at(0.4).skip().norm(), Compare.DOUBLE);
    assertEquals(sigma * data / Math.sqrt(sum), p.at(0.4).out().norm(), Compare.DOUBLE);
    assertEquals(1 / Math.sqrt(sum), p.at(0.4).in().norm(), Compare.DOUBLE);
  }

  @Test
  void withUnitVariancesTheNetworkReturnsMinusV() {
    ForwardProcess process = VariancePreserving.cosine();
    Preconditioning p = new Preconditioning(process, ScalarMatrix.identity());
    Tensor x0 = Compare.normal(engine, 1, 3, 1, 4, 4);
    Tensor epsilon = Compare.normal(engine, 2, 3, 1, 4, 4);
    Tensor t = engine.of(new float[] {0.1f, 0.4f, 0.8f}, 3);
    Tensor v = Prediction.V.truth(process, t, x0, epsilon);
    Compare.close(
        v.times(-1f), p.at(ForwardProcess.times(t)).truth(x0, epsilon), Compare.FLOAT, "F");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theTruthGivesBackTheImage(Kind kind) {
    Preconditioning p = new Preconditioning(kind.process(), kind.covariance());
    Tensor x0 = Compare.normal(engine, 1, 3, 1, 4, 4);
    Tensor epsilon = Compare.normal(engine, 2, 3, 1, 4, 4);
    Tensor t = engine.of(new float[] {0.1f, 0.4f, 0.8f}, 3);
    Tensor x = kind.process().perturb(x0, t, epsilon);
    Tensor truth = p.at(ForwardProcess.times(t)).truth(x0, epsilon);
    Var image = p.denoiser((input, times) -> Var.constant(truth)).predict(Var.constant(x), t);
    Compare.close(x0, image.value(), Compare.FLOAT, kind + " image");
  }

  /** On normal data the network sees and has to return N(0, I), whatever the time. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatGoesInAndComesOutIsWhite(Kind kind) {
    int n = 20_000;
    SymmetricMatrix C = kind.covariance();
    Preconditioning p = new Preconditioning(kind.process(), C);
    Tensor x0 = C.sqrt().times(Compare.normal(engine, 3, n, 1, 4, 4));
    Tensor epsilon = Compare.normal(engine, 4, n, 1, 4, 4);
    for (float time : new float[] {0.05f, 0.5f, 0.95f}) {
      Tensor t = engine.full(Shape.of(n), time);
      Tensor in = p.at(time).in().times(kind.process().perturb(x0, t, epsilon));
      requireWhite(in, kind + " in at " + time);
      requireWhite(p.at(ForwardProcess.times(t)).truth(x0, epsilon), kind + " out at " + time);
    }
  }

  /** Variances within 4.5 standard errors, √(2/n) each. */
  private static void requireWhite(Tensor x, String what) {
    int n = x.dim(0);
    int pixels = x.size() / n;
    for (int k = 0; k < pixels; k++) {
      double square = 0;
      double product = 0;
      for (int i = 0; i < n; i++) {
        double a = x.get(i * pixels + k);
        square += a * a / n;
        product += a * x.get(i * pixels + (k + 1) % pixels) / n;
      }
      assertEquals(1, square, 4.5 * Math.sqrt(2.0 / n), what + ": variance " + k);
      assertEquals(0, product, 4.5 / Math.sqrt(n), what + ": covariance " + k);
    }
  }

  /** The error of the image, divided by c_out: what the paper minimises. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void theLossIsTheWeightedErrorOfTheImage(Kind kind) {
    SymmetricMatrix C = kind.covariance();
    Preconditioning p = new Preconditioning(kind.process(), C);
    Tensor x0 = Compare.normal(engine, 1, 3, 1, 4, 4);
    Tensor epsilon = Compare.normal(engine, 2, 3, 1, 4, 4);
    Tensor t = engine.of(new float[] {0.2f, 0.4f, 0.8f}, 3);
    double[] times = ForwardProcess.times(t);
    Denoiser network = (x, s) -> x.times(0.3f).tanh();
    Tensor x = kind.process().perturb(x0, t, epsilon);
    Tensor image = p.denoiser(network).predict(Var.constant(x), t).value();
    Tensor error = p.at(times).out().inverse().times(image.minus(x0));
    double[] expected = new double[3];
    for (int i = 0; i < error.size(); i++) {
      expected[i / Kind.D] += Math.pow(error.get(i), 2) / Kind.D;
    }
    Tensor loss = new PreconditionedLoss(p, network, 0).perSample(x0, t, epsilon).value();
    Compare.close(expected, Compare.doubles(loss), 1e-4, kind + " loss");
  }

  /** A process that counts how often it is asked for H and Σ. */
  private static final class Counting implements ForwardProcess {
    private final ForwardProcess process;
    private int asked;

    Counting(ForwardProcess process) {
      this.process = process;
    }

    @Override
    public SymmetricMatrix H(double... t) {
      asked++;
      return process.H(t);
    }

    @Override
    public SymmetricMatrix dH(double... t) {
      return process.dH(t);
    }

    @Override
    public SymmetricMatrix Sigma(double... t) {
      asked++;
      return process.Sigma(t);
    }

    @Override
    public SymmetricMatrix dSigma(double... t) {
      return process.dSigma(t);
    }

    void requireOnceEach(String what) {
      assertEquals(2, asked, what + " asks for H and for Σ");
      asked = 0;
    }
  }

  /** Sharing what is worked out changes no bit of the loss, nor of the image. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsWorkedOutOnceIsWhatTheFormulasSay(Kind kind) {
    Counting process = new Counting(kind.process());
    SymmetricMatrix C = kind.covariance();
    Preconditioning p = new Preconditioning(process, C);
    Tensor x0 = Compare.normal(engine, 1, 3, 1, 4, 4);
    Tensor epsilon = Compare.normal(engine, 2, 3, 1, 4, 4);
    Tensor t = engine.of(new float[] {0.2f, 0.4f, 0.8f}, 3);
    Denoiser network = (x, s) -> x.times(0.3f).tanh();

    Tensor loss = new PreconditionedLoss(p, network, 0.01).perSample(x0, t, epsilon).value();
    process.requireOnceEach("the loss");
    SymmetricMatrix H = kind.process().H(ForwardProcess.times(t));
    SymmetricMatrix Sigma = kind.process().Sigma(ForwardProcess.times(t));
    SymmetricMatrix D = H.times(C).times(H).plus(Sigma);
    SymmetricMatrix in = D.inverse().sqrt();
    Tensor x = H.times(x0).plus(Sigma.sqrt().times(epsilon));
    Tensor ofImage = in.times(Sigma.sqrt()).times(C.sqrt().inverse()).times(x0);
    Tensor truth = ofImage.minus(in.times(C.sqrt()).times(H).times(epsilon));
    SymmetricMatrix W = Sigma.times(Sigma.plus(ScalarMatrix.of(0.01)).inverse()).sqrt();
    Var F = network.predict(Var.constant(in.times(x)), t);
    Var error = Ops.meanSquaredError(W.times(F), Var.constant(W.times(truth)));
    Compare.close(error.value(), loss, 0, kind + " loss");

    Tensor image = p.denoiser(network).predict(Var.constant(x), t).value();
    process.requireOnceEach("the denoiser");
    SymmetricMatrix skip = C.times(H).times(D.inverse());
    SymmetricMatrix out = C.times(Sigma).times(D.inverse()).sqrt();
    Tensor guess = skip.times(Var.constant(x)).plus(out.times(F)).value();
    Compare.close(guess, image, 0, kind + " image");
  }

  /** A pixel without noise has no part in the loss, one with much noise a whole part. */
  @Test
  void theFloorLeavesOutWhatIsKnown() {
    Shape form = Shape.of(1, 1, 2);
    double[] one = {1, 1};
    double[] zero = {0, 0};
    double[] variance = {1e-10, 0.5};
    ForwardProcess process =
        new DiagonalProcess(
            form, Curves.of(t -> one, t -> zero), Curves.of(t -> variance, t -> zero));
    Preconditioning p = new Preconditioning(process, DiagonalMatrix.of(one, form));
    Tensor x0 = engine.of(new float[] {0.3f, -0.7f}, 1, 1, 1, 2);
    Tensor epsilon = engine.of(new float[] {1.5f, 2f}, 1, 1, 1, 2);
    Tensor t = engine.of(new float[] {0.5f}, 1);
    Denoiser none = (x, s) -> x.times(0f);
    Tensor truth = p.at(ForwardProcess.times(t)).truth(x0, epsilon);
    double known = Math.pow(truth.get(0), 2) / 2;
    double noisy = Math.pow(truth.get(1), 2) / 2;
    assertTrue(known > 1, "the noise itself would be the greater part: " + known);
    double loss = new PreconditionedLoss(p, none, 1e-5).perSample(x0, t, epsilon).value().get(0);
    assertEquals(noisy, loss, 1e-4 * noisy + 1.1e-5 * known);
    double all = new PreconditionedLoss(p, none, 0).perSample(x0, t, epsilon).value().get(0);
    assertEquals(noisy + known, all, 1e-5 * all);
    assertThrows(IllegalArgumentException.class, () -> new PreconditionedLoss(p, none, -1));
  }
}
