package dev.ornstein.diffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.GaussianDenoiser;
import dev.ornstein.diffusion.model.MeasurementLikelihood;
import dev.ornstein.diffusion.model.MixtureDenoiser;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Samples of guided models against posteriors in closed form. */
class GuidedSamplingTest {
  private static final int SAMPLES = 1_500;

  private final Engine engine = Compare.engine();
  private final Tensor means = Compare.normal(engine, 1, 2, 1, 4, 4);

  /**
   * Two components, of which an exact classifier wants the second: its mean and covariance come
   * out. The error of the schemes, of order 1 in the step, is below that of so many samples.
   */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aClassifierTurnsAMixtureIntoOneOfItsComponents(Kind kind) {
    MixtureDenoiser mixture =
        new MixtureDenoiser(
            kind.process(),
            new double[] {0.7, 0.3},
            means,
            List.of(kind.random(1, 0.3, 1, 3), kind.random(1, 0.3, 1, 4)));
    DiffusionModel prior = new DiffusionModel(kind.process(), Prediction.SCORE, mixture);
    GaussianDenoiser truth = mixture.component(1);
    Tensor epsilon = Compare.normal(engine, 8, SAMPLES, 1, 4, 4);
    Tensor start = truth.covariance(1).sqrt().times(epsilon).plus(truth.mean(1));
    for (Sampler sampler : samplers(prior.guided(mixture.classifier(1), 1), 200)) {
      Tensor end = sampler.run(start, Noise.keyed(Rng.of(5), 0));
      SampleMoments.agree(
          end, Compare.doubles(truth.mean(0)), covariance(truth), kind + " " + sampler.getClass());
    }
  }

  /** The guided score is affine in x, so moments are exact, and the error falls with the step. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aMeasurementGivesSamplesOfThePosterior(Kind kind) {
    SymmetricMatrix C = kind.random(1, 0.3, 1, 3);
    SymmetricMatrix A = kind.random(1, 0, 1, 6);
    SymmetricMatrix SigmaY = kind.random(1, 0.3, 1, 7);
    Tensor y = Compare.normal(engine, 3, 1, 1, 4, 4);
    Tensor mean = means.window(0, y.shape()).copy();
    DiffusionModel prior =
        new DiffusionModel(
            kind.process(), Prediction.SCORE, new GaussianDenoiser(kind.process(), mean, C));
    SymmetricMatrix weight = A.times(SigmaY.inverse());
    SymmetricMatrix given = C.inverse().plus(weight.times(A)).inverse();
    Tensor mu = given.times(C.inverse().times(mean).plus(weight.times(y)));
    GaussianDenoiser truth = new GaussianDenoiser(kind.process(), mu, given);
    DiffusionModel guided = prior.guided(new MeasurementLikelihood(prior, A, y, SigmaY, C), 1);
    List<Sampler> coarse = samplers(guided, 32);
    List<Sampler> fine = samplers(guided, 64);
    for (int i = 0; i < fine.size(); i++) {
      double error = error(fine.get(i), truth);
      double order = Math.log(error(coarse.get(i), truth) / error) / Math.log(2);
      String what = kind + " " + fine.get(i).getClass();
      assertTrue(error < 0.1, what + ": error " + error);
      assertEquals(1, order, 0.2, what + ": order");
    }
  }

  private static List<Sampler> samplers(DiffusionModel guided, int steps) {
    return List.of(
        new EulerMaruyamaReverse(guided, TimeGrid.quadratic(steps, 1, 0)),
        new DdimSampler(guided, TimeGrid.quadratic(steps, 1, 0), 1));
  }

  /** The larger of the errors of mean and covariance of what the sampler returns. */
  private static double error(Sampler sampler, GaussianDenoiser truth) {
    double[] start = truth.covariance(1).toDense(Kind.SAMPLE).entries();
    ExactMoments end = ExactMoments.of(sampler, truth.mean(1), start);
    return Math.max(
        Compare.difference(Compare.doubles(truth.mean(0)), end.mean()),
        Compare.difference(covariance(truth), end.covariance()));
  }

  private static double[] covariance(GaussianDenoiser data) {
    return data.covariance(0).toDense(Kind.SAMPLE).entries();
  }
}
