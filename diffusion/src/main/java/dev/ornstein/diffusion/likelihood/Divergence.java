package dev.ornstein.diffusion.likelihood;

import dev.ornstein.tensor.Tensor;

/**
 * How the trace of a Jacobian J is taken, of which only products vᵀJ are to be had, one backward
 * pass each: Σ vᵀJv over probes v. The probes of a sample stay the same along its way, so that what
 * is integrated is smooth.
 */
public sealed interface Divergence permits ExactDivergence, HutchinsonDivergence {
  /**
   * How many probes.
   *
   * @param d number of elements of a sample
   */
  int probes(int d);

  /**
   * Whether each probe gives an estimate of the trace by itself, of which the mean is taken; else
   * the trace is their sum.
   */
  boolean isRandom();

  /**
   * Writes a probe.
   *
   * @param out (N, …)
   * @param probe its number, from 0
   * @param firstSample the number of the first of the N samples
   */
  void fill(Tensor out, int probe, long firstSample);
}
