package dev.ornstein.diffusion.likelihood;

import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Tensor;

/**
 * Hutchinson's estimator: tr J = E[vᵀ J v] for any v with E[v vᵀ] = I. The probes are a function of
 * the seed and of the numbers of sample and probe, so that a sample has the same ones in every
 * batch.
 *
 * <p>Source: Hutchinson (1990); Grathwohl et al. (2019, arXiv 1810.01367), who keep v along the
 * way.
 *
 * @param count how many probes, at least 1; with two or more their spread says how good the mean is
 * @param probe their distribution
 * @param rng its seed and stream tell evaluations apart
 */
public record HutchinsonDivergence(int count, Probe probe, Rng rng) implements Divergence {

  /** The distribution of the elements of a probe, which are independent, with variance 1. */
  public enum Probe {
    /** −1 or 1 with equal chances: of all choices, that with the smallest variance. */
    RADEMACHER,
    /** Standard normal. */
    NORMAL
  }

  /** Checks the number. */
  public HutchinsonDivergence {
    if (count < 1) {
      throw new IllegalArgumentException(
          "Hutchinson's estimator needs at least 1 probe; got " + count);
    }
  }

  @Override
  public int probes(int d) {
    return count;
  }

  @Override
  public boolean isRandom() {
    return true;
  }

  @Override
  public void fill(Tensor out, int number, long firstSample) {
    Rng probes = rng.stream("probes");
    if (probe == Probe.NORMAL) {
      probes.normalKeyed(out, firstSample, number);
      return;
    }
    probes.uniformKeyed(out, firstSample, number);
    float[] v = out.array();
    for (int i = out.offset(); i < out.offset() + out.size(); i++) {
      v[i] = v[i] < 0.5f ? -1 : 1;
    }
    out.changed();
  }
}
