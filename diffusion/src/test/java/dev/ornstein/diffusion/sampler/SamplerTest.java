package dev.ornstein.diffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.GaussianDenoiser;
import dev.ornstein.diffusion.model.IdealDenoiser;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all samplers share, and DDIM against the formulas of its paper. */
class SamplerTest {
  private final Engine engine = Compare.engine();

  private DiffusionModel gaussian(ForwardProcess process) {
    Tensor mean = Compare.normal(engine, 1, 1, 1, 4, 4);
    GaussianDenoiser denoiser = new GaussianDenoiser(process, mean, ScalarMatrix.of(0.5));
    return new DiffusionModel(process, Prediction.SCORE, denoiser);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aSampleDoesNotDependOnItsBatch(Kind kind) {
    DiffusionModel model = gaussian(kind.process());
    for (Sampler sampler :
        List.of(
            new EulerMaruyamaReverse(model, TimeGrid.uniform(5, 1, 0)),
            new DdimSampler(model, TimeGrid.quadratic(5, 1, 0), 0.5),
            new ExactForward(model.process(), TimeGrid.uniform(5, 0, 1)))) {
      float[] together = draw(sampler, 0, 6).toArray();
      float[] first = draw(sampler, 0, 2).toArray();
      float[] rest = draw(sampler, 2, 4).toArray();
      for (int i = 0; i < together.length; i++) {
        float alone = i < first.length ? first[i] : rest[i - first.length];
        assertEquals(together[i], alone, "element " + i + " of " + sampler.getClass());
      }
    }
  }

  private Tensor draw(Sampler sampler, long firstSample, int n) {
    Noise noise = Noise.keyed(Rng.of(3), firstSample);
    Tensor start = noise.like(engine.empty(Shape.of(n, 1, 4, 4)), Noise.START);
    return sampler.run(start, noise);
  }

  @Test
  void theListenerSeesTheStartAndEveryStep() {
    DiffusionModel model = gaussian(VariancePreserving.linear());
    TimeGrid grid = TimeGrid.uniform(4, 1, 0);
    Tensor start = Compare.normal(engine, 2, 2, 1, 4, 4);
    float[] before = start.toArray();
    List<String> seen = new ArrayList<>();
    List<float[]> states = new ArrayList<>();
    Tensor end =
        new ProbabilityFlowEuler(model, grid)
            .run(
                start,
                Noise.keyed(Rng.of(1), 0),
                (steps, t, x) -> {
                  seen.add(steps + " at " + t);
                  states.add(x.toArray());
                });
    assertEquals(List.of("0 at 1.0", "1 at 0.75", "2 at 0.5", "3 at 0.25", "4 at 0.0"), seen);
    assertArrayEquals(before, states.get(0));
    assertArrayEquals(before, start.toArray(), "the start is left as it is");
    assertArrayEquals(states.get(4), end.toArray());
    assertFalse(Arrays.equals(states.get(3), states.get(4)));
  }

  @Test
  void aStepThatGivesNaNIsNamed() {
    DiffusionModel model =
        new DiffusionModel(
            VariancePreserving.linear(),
            Prediction.EPSILON,
            (x, t) -> t.get(0) < 0.6f ? x.log().times(Float.NaN) : x);
    Sampler sampler = new DdimSampler(model, TimeGrid.uniform(4, 1, 0), 0);
    Tensor start = Compare.normal(engine, 2, 2, 1, 4, 4);
    String message =
        assertThrows(ArithmeticException.class, () -> sampler.run(start, Noise.keyed(Rng.of(1), 0)))
            .getMessage();
    assertTrue(message.contains("step 3 of 4, from t = 0.5 to 0.25"), message);
  }

  /** Parameters are leaves: without NoGrad, a surrounding tape would keep every step. */
  @Test
  void nothingIsRecorded() {
    Var weight = Var.leaf(engine.scalar(0.5f));
    boolean[] recording = {true};
    DiffusionModel model =
        new DiffusionModel(
            VariancePreserving.linear(),
            Prediction.EPSILON,
            (x, t) -> {
              recording[0] = Tape.isRecording();
              return x.times(weight);
            });
    try (Tape tape = Tape.record()) {
      Tensor start = Compare.normal(engine, 2, 2, 1, 4, 4);
      new DdimSampler(model, TimeGrid.uniform(3, 1, 0), 0).run(start, Noise.keyed(Rng.of(1), 0));
      assertFalse(recording[0]);
      assertTrue(Tape.isRecording());
    }
  }

  @Test
  void theMemoryOfAStepIsUsedAgain() {
    DiffusionModel model =
        new DiffusionModel(VariancePreserving.linear(), Prediction.EPSILON, (x, t) -> x);
    Tensor start = Compare.normal(engine, 2, 8, 1, 32, 32);
    Noise noise = Noise.keyed(Rng.of(1), 0);
    new EulerMaruyamaReverse(model, TimeGrid.uniform(2, 1, 0)).run(start, noise);
    long before = engine.allocatedBytes();
    new EulerMaruyamaReverse(model, TimeGrid.uniform(100, 1, 0)).run(start, noise);
    long more = engine.allocatedBytes() - before;
    assertTrue(more < 2 * 4L * start.size(), more + " bytes were allocated in 100 steps");
  }

  @Test
  void directionsAreChecked() {
    DiffusionModel model = gaussian(VariancePreserving.linear());
    TimeGrid up = TimeGrid.uniform(3, 0, 1);
    TimeGrid down = up.reversed();
    assertThrows(IllegalArgumentException.class, () -> new ExactForward(model.process(), down));
    assertThrows(
        IllegalArgumentException.class, () -> new EulerMaruyamaForward(model.process(), down));
    assertThrows(IllegalArgumentException.class, () -> new EulerMaruyamaReverse(model, up));
    String message =
        assertThrows(IllegalArgumentException.class, () -> new DdimSampler(model, up, 0))
            .getMessage();
    assertTrue(message.contains("3 steps from 0.0 to 1.0"), message);
    for (double eta : new double[] {-0.1, 1.1, Double.NaN}) {
      message =
          assertThrows(IllegalArgumentException.class, () -> new DdimSampler(model, down, eta))
              .getMessage();
      assertTrue(message.contains(String.valueOf(eta)), message);
    }
  }

  /** Equations 12 and 16 of Song et al. (2021), in doubles. */
  @Test
  void ddimIsThatOfThePaper() {
    VariancePreserving process = VariancePreserving.cosine();
    Tensor x = Compare.normal(engine, 4, 2, 1, 4, 4);
    Tensor z = Compare.normal(engine, 5, 2, 1, 4, 4);
    Tensor epsilon = Compare.normal(engine, 6, 2, 1, 4, 4);
    DiffusionModel model =
        new DiffusionModel(process, Prediction.EPSILON, (a, t) -> Var.constant(epsilon));
    double t = 0.7;
    double s = 0.4;
    double at = process.alphaBar(t);
    double as = process.alphaBar(s);
    for (double eta : new double[] {0, 0.3, 1}) {
      double sigma = eta * Math.sqrt((1 - as) / (1 - at)) * Math.sqrt(1 - at / as);
      double[] expected = new double[x.size()];
      for (int i = 0; i < expected.length; i++) {
        double x0 = (x.get(i) - Math.sqrt(1 - at) * epsilon.get(i)) / Math.sqrt(at);
        expected[i] =
            Math.sqrt(as) * x0
                + Math.sqrt(1 - as - sigma * sigma) * epsilon.get(i)
                + sigma * z.get(i);
      }
      Tensor actual =
          new DdimSampler(model, TimeGrid.of(t, s), eta).run(x, (out, step) -> out.set(z));
      Compare.close(expected, Compare.doubles(actual), Compare.FLOAT, "DDIM with η = " + eta);
    }
  }

  /** With the exact score of 6 images, every sample is one of them, and all are drawn. */
  @Test
  void theIdealDenoiserGivesBackItsImages() {
    Tensor data = Compare.normal(engine, 7, 6, 1, 8, 8);
    VariancePreserving linear = VariancePreserving.linear();
    VariancePreserving cosine = VariancePreserving.cosine();
    Sampler[] samplers = {
      new DdimSampler(ideal(linear, data), TimeGrid.uniform(20, 1, 0), 0),
      new DdimSampler(ideal(cosine, data), TimeGrid.uniform(20, 1, 0), 0.5),
      new EulerMaruyamaReverse(ideal(linear, data), TimeGrid.quadratic(200, 1, 0)),
      new ProbabilityFlowHeun(ideal(linear, data), TimeGrid.quadratic(30, 1, 0))
    };
    for (Sampler sampler : samplers) {
      Noise noise = Noise.keyed(Rng.of(8), 0);
      Tensor start = noise.like(engine.empty(Shape.of(60, 1, 8, 8)), Noise.START);
      Tensor x = sampler.run(start, noise);
      boolean[] drawn = new boolean[6];
      for (int i = 0; i < 60; i++) {
        drawn[nearest(x, i, data, 0.05, sampler.getClass().getSimpleName())] = true;
      }
      for (boolean one : drawn) {
        assertTrue(one, "an image was never drawn by " + sampler.getClass().getSimpleName());
      }
    }
  }

  private static DiffusionModel ideal(ForwardProcess process, Tensor data) {
    return new DiffusionModel(process, Prediction.X0, new IdealDenoiser(process, data));
  }

  /** The image that sample i is, to the given distance per pixel. */
  private static int nearest(Tensor x, int i, Tensor data, double allowed, String what) {
    int d = data.size() / data.dim(0);
    int best = -1;
    double smallest = Double.POSITIVE_INFINITY;
    for (int m = 0; m < data.dim(0); m++) {
      double sum = 0;
      for (int p = 0; p < d; p++) {
        sum += Math.pow(x.get(i * d + p) - data.get(m * d + p), 2);
      }
      if (sum < smallest) {
        smallest = sum;
        best = m;
      }
    }
    double distance = Math.sqrt(smallest / d);
    assertTrue(distance < allowed, what + ": sample " + i + " is " + distance + " from any image");
    return best;
  }
}
