package dev.ornstein.diffusion.likelihood;

import dev.ornstein.tensor.Tensor;

/** tr J = Σₖ eₖᵀ J eₖ over the D unit vectors: exact, and D passes. For small samples. */
public final class ExactDivergence implements Divergence {

  @Override
  public int probes(int d) {
    return d;
  }

  @Override
  public boolean isRandom() {
    return false;
  }

  @Override
  public void fill(Tensor out, int probe, long firstSample) {
    int n = out.dim(0);
    int d = out.size() / n;
    out.fillInPlace(0);
    for (int i = 0; i < n; i++) {
      out.set(i * d + probe, 1);
    }
  }
}
