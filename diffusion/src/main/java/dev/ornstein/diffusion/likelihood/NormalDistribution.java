package dev.ornstein.diffusion.likelihood;

import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;

/**
 * N(m, V), with sums in double precision:
 *
 * <pre>
 * ln p(x) = −½ ((x − m)ᵀ V⁻¹ (x − m) + ln det V + D ln 2π)
 * </pre>
 *
 * @param mean m, (1, …), or null for 0
 * @param covariance V, with an inverse, one for all samples
 */
public record NormalDistribution(Tensor mean, SymmetricMatrix covariance) implements EndDensity {

  /** Checks the covariance. */
  public NormalDistribution {
    if (covariance.batch() != 1 || !covariance.isPositiveDefinite()) {
      throw new IllegalArgumentException(
          "a normal density has one covariance with positive eigenvalues only; got " + covariance);
    }
  }

  /**
   * N(0, Σ(t)), from which the reverse process starts. What still remains of the data at t makes a
   * log-density by it wrong by the difference of the two distributions there.
   */
  public static NormalDistribution of(ForwardProcess process, double t) {
    return new NormalDistribution(null, process.Sigma(t));
  }

  @Override
  public double[] logDensity(Tensor x) {
    int n = x.dim(0);
    int d = x.size() / n;
    int[] dims = x.shape().toArray();
    Shape sample = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
    double constant = covariance.logDeterminant(sample)[0] + d * Math.log(2 * Math.PI);
    Tensor r = mean == null ? x : x.minus(mean);
    Tensor weighted = covariance.inverse().times(r);
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      double square = 0;
      for (int k = i * d; k < (i + 1) * d; k++) {
        square += (double) r.get(k) * weighted.get(k);
      }
      out[i] = -0.5 * (square + constant);
    }
    return out;
  }
}
