package dev.ornstein.diffusion.sampler;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/**
 * The mean and covariance of what a sampler returns, without random numbers. When the score is
 * affine in x, so is the whole run as a function of the start and the noise of every step,
 *
 * <pre>
 * x_end = m + A (x_start − μ) + Σᵢ Bᵢ εᵢ,   covariance = A P Aᵀ + Σᵢ Bᵢ Bᵢᵀ
 * </pre>
 *
 * <p>and its columns are the answers to unit vectors: the sampler itself is run once on a batch
 * that holds all of them.
 *
 * @param mean m, row-major over the pixels
 * @param covariance (D, D) row-major
 */
record ExactMoments(double[] mean, double[] covariance) {

  /**
   * @param sampler with an affine score
   * @param start μ, (1, …)
   * @param P covariance of the start, (D, D) row-major
   */
  static ExactMoments of(Sampler sampler, Tensor start, double[] P) {
    Engine engine = start.engine();
    int d = start.size();
    int steps = sampler.grid().steps();
    int n = 1 + d + steps * d; // mean, start in direction j, noise of step i in direction j
    Shape shape = start.shape().with(0, n);
    Tensor x = engine.empty(shape);
    for (int s = 0; s < n; s++) {
      System.arraycopy(start.array(), start.offset(), x.array(), x.offset() + s * d, d);
    }
    for (int j = 0; j < d; j++) {
      x.array()[x.offset() + (1 + j) * d + j] += 1;
    }
    Noise unit =
        (out, step) -> {
          out.fillInPlace(0);
          for (int j = 0; j < d; j++) {
            int sample = 1 + d + step * d + j;
            out.set(sample * d + j, 1);
          }
        };
    double[] end = Compare.doubles(sampler.run(x, unit));
    double[] mean = new double[d];
    System.arraycopy(end, 0, mean, 0, d);
    double[] covariance = new double[d * d];
    for (int a = 0; a < d; a++) {
      for (int b = 0; b < d; b++) {
        double sum = 0;
        for (int j = 0; j < d; j++) {
          for (int k = 0; k < d; k++) {
            double toA = end[(1 + j) * d + a] - mean[a];
            double toB = end[(1 + k) * d + b] - mean[b];
            sum += toA * P[j * d + k] * toB;
          }
        }
        for (int s = 1 + d; s < n; s++) {
          sum += (end[s * d + a] - mean[a]) * (end[s * d + b] - mean[b]);
        }
        covariance[a * d + b] = sum;
      }
    }
    return new ExactMoments(mean, covariance);
  }
}
