package dev.ornstein.diffusion.likelihood;

import dev.ornstein.diffusion.process.Perturbation;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;

/**
 * A lower bound of ln p₀(x₀) from a flow that begins shortly after 0, at t with Σ(t) &gt; 0, since
 * at 0 there may be no score. The sample gets the noise that the model expects at t:
 *
 * <pre>
 * ln p₀(x₀) ≥ E[ln p_t(x_t)] + ln det H(t),   x_t = H(t) x₀ + Σ(t)^½ ε
 * </pre>
 *
 * <p>This is the variational bound E[ln p_t(x_t) + ln r(x₀ | x_t) − ln q(x_t | x₀)] of the model
 * that draws x_t by its flow and then x₀ from r = N(H⁻¹ x_t, H⁻² Σ): r and q differ by det H only.
 * The bound holds for every t and model, so that no share of ln p is lost or won by where the flow
 * begins; a t that is too late costs what the noise hides. One ε is drawn for each sample: its
 * result has the bound as its mean.
 *
 * <p>Source: Kingma and Welling (2014, arXiv 1312.6114), equation 2, with this r; Song et al.
 * (2021, arXiv 2101.09258), theorem 3, on where the flow begins.
 *
 * @param flow from t on
 * @param rng its seed and stream give ε, by the number of the sample; probes of the same generator
 *     are independent of it
 */
public record NoisedDensity(FlowLikelihood flow, Rng rng) implements LogDensity {

  /**
   * The bound for one ε.
   *
   * @throws ArithmeticException naming a sample whose log-density is NaN or infinite
   */
  @Override
  public LogDensities of(Tensor x, long firstSample) {
    Perturbation start = flow.model().process().perturbation(flow.start());
    Tensor epsilon = x.engine().empty(x.shape());
    rng.stream("noise of the start").normalKeyed(epsilon, firstSample, 0);
    LogDensities noised = flow.of(start.apply(x, epsilon), firstSample);
    int[] dims = x.shape().toArray();
    Shape sample = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
    double stretch = start.H().logDeterminant(sample)[0];
    double[] nats = Arrays.stream(noised.nats()).map(ln -> ln + stretch).toArray();
    return new LogDensities(nats, noised.standardErrors(), noised.evaluations());
  }
}
