package dev.ornstein.diffusion.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.GradCheck;
import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.DiagonalProcess;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two denoisers that are known in closed form, against their definitions. */
class ExactDenoiserTest {
  private final Engine engine = Compare.engine();
  private final Tensor mean = Compare.normal(engine, 1, 1, 1, 4, 4);
  private final Tensor x = Compare.normal(engine, 2, 3, 1, 4, 4);
  private final Tensor t = engine.of(new float[] {0.15f, 0.4f, 0.8f}, 3);

  /** The gradient of ln N(x; Hμ, HCH + Σ), by autograd through the dense quadratic form. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void theGaussianScoreIsTheGradientOfTheLogDensity(Kind kind) {
    ForwardProcess process = kind.process();
    for (SymmetricMatrix C : List.of(kind.covariance(), Kind.DENSE.random(1, 0.1, 2, 3))) {
      GaussianDenoiser denoiser = new GaussianDenoiser(process, mean, C);
      Tensor score = denoiser.predict(Var.constant(x), t).value();
      double[] times = ForwardProcess.times(t);
      SymmetricMatrix H = process.H(times).toDense(Kind.SAMPLE);
      SymmetricMatrix covariance =
          C.toDense(Kind.SAMPLE).congruence(H).plus(process.Sigma(times).toDense(Kind.SAMPLE));
      try (Tape tape = Tape.record()) {
        Var leaf = Var.leaf(x);
        Var mu = Var.constant(mean).expand(x.shape());
        Var centred = leaf.minus(H.times(mu));
        Var logDensity = covariance.inverse().times(centred).times(centred).sum().times(-0.5f);
        Tensor gradient = tape.gradients(logDensity, List.of(leaf), false).get(0).value();
        Compare.close(gradient, score, 10 * Compare.FLOAT, "score with " + C);
      }
    }
  }

  @Test
  void theIdealDenoiserIsThePosteriorMean() {
    Tensor data = Compare.normal(engine, 4, 5, 1, 4, 4);
    for (Kind kind : Kind.values()) {
      ForwardProcess process = kind.process();
      IdealDenoiser denoiser = new IdealDenoiser(process, data);
      Tensor actual = denoiser.predict(Var.constant(x), t).value();
      double[] expected = posteriorMean(process, data);
      Compare.close(expected, Compare.doubles(actual), 10 * Compare.FLOAT, kind + ": x̂₀");
    }
  }

  /** By its definition, in double precision, one sample and one image at a time. */
  private double[] posteriorMean(ForwardProcess process, Tensor data) {
    int d = Kind.D;
    double[] out = new double[x.size()];
    for (int s = 0; s < x.dim(0); s++) {
      double[] H = process.H(t.get(s)).toDense(Kind.SAMPLE).entries();
      double[] P = process.Sigma(t.get(s)).inverse().toDense(Kind.SAMPLE).entries();
      double[] logWeight = new double[data.dim(0)];
      double max = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < logWeight.length; i++) {
        double[] r = new double[d];
        for (int a = 0; a < d; a++) {
          r[a] = x.get(s * d + a);
          for (int b = 0; b < d; b++) {
            r[a] -= H[a * d + b] * data.get(i * d + b);
          }
        }
        for (int a = 0; a < d; a++) {
          for (int b = 0; b < d; b++) {
            logWeight[i] -= 0.5 * r[a] * P[a * d + b] * r[b];
          }
        }
        max = Math.max(max, logWeight[i]);
      }
      double total = 0;
      for (double w : logWeight) {
        total += Math.exp(w - max);
      }
      for (int i = 0; i < logWeight.length; i++) {
        for (int a = 0; a < d; a++) {
          out[s * d + a] += Math.exp(logWeight[i] - max) / total * data.get(i * d + a);
        }
      }
    }
    return out;
  }

  @Test
  void bothAreDifferentiable() {
    ForwardProcess process = VariancePreserving.cosine();
    Tensor data = Compare.normal(engine, 5, 4, 1, 4, 4);
    IdealDenoiser ideal = new IdealDenoiser(process, data);
    Tensor late = engine.of(new float[] {0.5f, 0.6f, 0.8f}, 3);
    GradCheck.first("ideal denoiser", v -> ideal.predict(v[0], late), x);
    GaussianDenoiser gaussian = new GaussianDenoiser(process, mean, Kind.FOURIER.covariance());
    GradCheck.first("Gaussian denoiser", v -> gaussian.predict(v[0], late), x);
  }

  /** With one image, the score of the ideal denoiser is that of a normal distribution around it. */
  @Test
  void oneImageIsANormalDistributionWithoutWidth() {
    ForwardProcess process = VariancePreserving.linear();
    IdealDenoiser ideal = new IdealDenoiser(process, mean);
    GaussianDenoiser gaussian = new GaussianDenoiser(process, mean, ScalarMatrix.of(0));
    Tensor a = new DiffusionModel(process, Prediction.X0, ideal).score(Var.constant(x), t).value();
    Tensor b = gaussian.predict(Var.constant(x), t).value();
    assertEquals(a.shape(), b.shape());
    Compare.close(b, a, Compare.FLOAT, "score");
  }

  /**
   * In-painting: the pixel that is known has next to no noise, and says nothing of the other one.
   */
  @Test
  void imagesThatAgreeWhereNoiseIsSmallDifferByTheRest() {
    DiagonalProcess process = DiagonalProcess.inpainting(Shape.of(2), new boolean[] {false, true});
    Tensor data = engine.of(new float[] {1, 1, 1, -1}, 2, 2);
    Tensor at = engine.of(new float[] {0.5f}, 1);
    Var noisy = Var.constant(engine.of(new float[] {1, 1}, 1, 2));
    float[] found = new IdealDenoiser(process, data).predict(noisy, at).value().toArray();
    double h = process.H(0.5).toDense(Shape.of(2)).entries()[3];
    double variance = process.Sigma(0.5).toDense(Shape.of(2)).entries()[3];
    assertEquals(1, found[0], 1e-6);
    assertEquals(Math.tanh(h / variance), found[1], 1e-5);
    assertTrue(h / variance > 0.1 && h / variance < 1, "the other pixel is noisy");
  }
}
