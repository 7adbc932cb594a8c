package dev.ornstein.diffusion.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.GradCheck;
import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Densities, classes and score of a mixture of normal distributions. */
class MixtureDenoiserTest {
  private static final double[] WEIGHTS = {2, 1, 1}; // they need not sum to 1

  private final Engine engine = Compare.engine();
  private final Tensor means = Compare.normal(engine, 1, 3, 1, 4, 4).times(0.5f);
  private final Tensor x = Compare.normal(engine, 2, 3, 1, 4, 4);
  private final Tensor t = engine.of(new float[] {0.15f, 0.4f, 0.8f}, 3);

  private MixtureDenoiser mixture(Kind kind) {
    return new MixtureDenoiser(
        kind.process(),
        WEIGHTS,
        means,
        List.of(kind.random(1, 0.1, 2, 3), kind.random(1, 0.1, 2, 4), kind.covariance()));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theDensityIsTheSumOverComponents(Kind kind) {
    MixtureDenoiser mixture = mixture(kind);
    double[] logDensity = Compare.doubles(mixture.logDensity(Var.constant(x), t).value());
    Tensor logPosterior = mixture.logPosterior(Var.constant(x), t).value();
    for (int s = 0; s < 3; s++) {
      double[] joint = new double[3];
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        joint[c] = WEIGHTS[c] / 4 * Math.exp(byDefinition(kind.process(), mixture, c, s));
        sum += joint[c];
      }
      assertEquals(Math.log(sum), logDensity[s], 1e-4, "ln p(x_t)");
      for (int c = 0; c < 3; c++) {
        assertEquals(Math.log(joint[c] / sum), logPosterior.get(s * 3 + c), 1e-4, "ln p(c | x_t)");
      }
    }
  }

  /** ln N(x; Hμ, V) in doubles, entry by entry of V⁻¹. */
  private double byDefinition(ForwardProcess process, MixtureDenoiser mixture, int c, int s) {
    SymmetricMatrix V = mixture.component(c).covariance(t.get(s)).toDense(Kind.SAMPLE);
    double[] P = V.inverse().toDense(Kind.SAMPLE).entries();
    Tensor centre = mixture.component(c).mean(t.get(s));
    double square = 0;
    for (int a = 0; a < Kind.D; a++) {
      for (int b = 0; b < Kind.D; b++) {
        double ra = x.get(s * Kind.D + a) - centre.get(a);
        double rb = x.get(s * Kind.D + b) - centre.get(b);
        square += ra * P[a * Kind.D + b] * rb;
      }
    }
    return -0.5 * (square + V.logDeterminant(Kind.SAMPLE)[0] + Kind.D * Math.log(2 * Math.PI));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theScoreIsTheGradientOfTheLogDensity(Kind kind) {
    MixtureDenoiser mixture = mixture(kind);
    Tensor score = mixture.predict(Var.constant(x), t).value();
    try (Tape tape = Tape.record()) {
      Var leaf = Var.leaf(x);
      Var sum = mixture.logDensity(leaf, t).sum();
      Tensor gradient = tape.gradients(sum, List.of(leaf), false).get(0).value();
      Compare.close(gradient, score, 10 * Compare.FLOAT, kind + ": score");
    }
  }

  /** ∇ ln p(x_t) + ∇ ln p(c | x_t) = ∇ ln p(x_t | c), which is that of one normal distribution. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void guidedByItsClassItIsOneComponent(Kind kind) {
    MixtureDenoiser mixture = mixture(kind);
    DiffusionModel prior = new DiffusionModel(kind.process(), Prediction.SCORE, mixture);
    for (int c = 0; c < mixture.size(); c++) {
      Tensor expected = mixture.component(c).predict(Var.constant(x), t).value();
      Tensor actual = prior.guided(mixture.classifier(c), 1).score(Var.constant(x), t).value();
      Compare.close(expected, actual, 20 * Compare.FLOAT, kind + ": component " + c);
    }
  }

  @Test
  void itsScoreIsDifferentiable() {
    MixtureDenoiser mixture = mixture(Kind.FOURIER);
    GradCheck.first("mixture", v -> mixture.predict(v[0], t), x);
  }

  @Test
  void wrongMixturesAreRefused() {
    ForwardProcess process = Kind.SCALAR.process();
    SymmetricMatrix C = Kind.SCALAR.covariance();
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new MixtureDenoiser(process, new double[] {1, 1}, means, List.of(C, C)))
            .getMessage();
    assertTrue(message.contains("2 weights, means of shape (3, 1, 4, 4)"), message);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new MixtureDenoiser(process, new double[] {1, 0, 1}, means, List.of(C, C, C)))
            .getMessage();
    assertTrue(message.contains("weight 1 is 0.0"), message);
  }
}
