package dev.ornstein.diffusion.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.GaussianDenoiser;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The divergence at one point, where the flow of normal data is linear with a known matrix. */
class DivergenceTest {
  private static final double T = 0.3;
  private static final int PROBES = 4_000;

  private final Engine engine = Compare.engine();
  private final Tensor mean = Compare.normal(engine, 1, 1, 1, 4, 4);
  private final Tensor x = Compare.normal(engine, 2, 2, 1, 4, 4);

  /** ∂f/∂x = F + ½ G² V⁻¹, less F: what probes see. */
  private static SymmetricMatrix seen(Kind kind, GaussianDenoiser data) {
    return kind.process().G2(T).scale(0.5).times(data.covariance(T).inverse());
  }

  private double[] integrals(Kind kind, Divergence divergence) {
    ForwardProcess process = kind.process();
    GaussianDenoiser data = new GaussianDenoiser(process, mean, kind.covariance());
    DiffusionModel model = new DiffusionModel(process, Prediction.SCORE, data);
    FlowWithDivergence ode = new FlowWithDivergence(model, divergence, x.shape(), engine, 0);
    double[] slope = ode.slope(T, ode.start(x));
    double[] out = new double[slope.length - x.size()];
    System.arraycopy(slope, x.size(), out, 0, out.length);
    return out;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void unitVectorsGiveTheTrace(Kind kind) {
    GaussianDenoiser data = new GaussianDenoiser(kind.process(), mean, kind.covariance());
    double trace =
        kind.process().F(T).trace(Kind.SAMPLE)[0] + seen(kind, data).trace(Kind.SAMPLE)[0];
    double[] actual = integrals(kind, new ExactDivergence());
    Compare.close(new double[] {trace, trace}, actual, Compare.FLOAT, kind + ": ∇·f");
  }

  /**
   * Hutchinson's estimate has the trace as its mean, and for a symmetric matrix A the variance 2
   * ‖A‖² with normal probes, 2 (‖A‖² − Σ Aᵢᵢ²) with signs.
   */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void hutchinsonsEstimateHasItsMeanAndVariance(Kind kind) {
    GaussianDenoiser data = new GaussianDenoiser(kind.process(), mean, kind.covariance());
    double exact = integrals(kind, new ExactDivergence())[0];
    double[] A = seen(kind, data).toDense(Kind.SAMPLE).entries();
    double all = 0;
    double diagonal = 0;
    for (int i = 0; i < A.length; i++) {
      all += A[i] * A[i];
      diagonal += i % (Kind.D + 1) == 0 ? A[i] * A[i] : 0;
    }
    for (HutchinsonDivergence.Probe probe : HutchinsonDivergence.Probe.values()) {
      boolean normal = probe == HutchinsonDivergence.Probe.NORMAL;
      double variance = 2 * (normal ? all : all - diagonal);
      double[] one = integrals(kind, new HutchinsonDivergence(PROBES, probe, Rng.of(8)));
      double sum = 0;
      double squares = 0;
      for (int k = 0; k < PROBES; k++) { // of the first sample
        sum += one[k] - exact;
        squares += (one[k] - exact) * (one[k] - exact);
      }
      String what = kind + " " + probe;
      double roundOff = Compare.FLOAT * Math.abs(exact);
      double allowed = 4 * Math.sqrt(variance / PROBES) + roundOff;
      assertTrue(Math.abs(sum / PROBES) < allowed, what + ": mean is off by " + sum / PROBES);
      assertEquals(
          variance, squares / PROBES, 0.15 * variance + roundOff * roundOff, what + ": variance");
    }
  }
}
