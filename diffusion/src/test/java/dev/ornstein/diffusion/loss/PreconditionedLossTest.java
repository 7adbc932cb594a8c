package dev.ornstein.diffusion.loss;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.DiagonalMatrix;
import dev.ornstein.diffusion.model.Preconditioning;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The weighted loss of a preconditioned network against the sum over pixels that defines it. */
class PreconditionedLossTest {
  private final Engine engine = Compare.engine();
  private final Tensor x0 = Compare.normal(engine, 1, 3, 1, 4, 4);
  private final Tensor epsilon = Compare.normal(engine, 2, 3, 1, 4, 4);
  private final Tensor t = engine.of(new float[] {0.05f, 0.4f, 0.8f}, 3);

  /** 1/D Σₖ Σₖ/(Σₖ + floor) (Fₖ − F*ₖ)²: half of what it would be where Σ is the floor. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.3, 4})
  void everyPixelCountsByItsNoise(double floor) {
    Preconditioning factors =
        new Preconditioning(Kind.DIAGONAL.process(), Kind.DIAGONAL.covariance());
    Tensor output = Compare.normal(engine, 3, 3, 1, 4, 4);
    Tensor loss =
        new PreconditionedLoss(factors, (x, when) -> Var.constant(output), floor)
            .perSample(x0, t, epsilon)
            .value();
    Tensor truth = factors.at(Compare.doubles(t)).truth(x0, epsilon);
    double[] expected = new double[3];
    for (int i = 0; i < 3; i++) {
      double[] noise = ((DiagonalMatrix) factors.process().Sigma(t.get(i))).diagonal();
      for (int k = 0; k < Kind.D; k++) {
        double error = output.get(i * Kind.D + k) - truth.get(i * Kind.D + k);
        expected[i] += noise[k] / (noise[k] + floor) * error * error / Kind.D;
      }
    }
    Compare.close(expected, Compare.doubles(loss), Compare.FLOAT, "loss with floor " + floor);
  }

  /** The network sees c_in x_t and the times as they are. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void theNetworkSeesNoisyImagesOfUnitVariance(double floor) {
    Preconditioning factors =
        new Preconditioning(Kind.FOURIER.process(), Kind.FOURIER.covariance());
    double[] times = Compare.doubles(t);
    Tensor expected = factors.at(times).in().times(factors.process().perturb(x0, t, epsilon));
    Tensor[] seen = new Tensor[2];
    new PreconditionedLoss(
            factors,
            (x, when) -> {
              seen[0] = x.value();
              seen[1] = when;
              return x;
            },
            floor)
        .perSample(x0, t, epsilon);
    Compare.close(expected, seen[0], Compare.FLOAT, "input");
    Compare.close(t, seen[1], 0, "times");
  }
}
