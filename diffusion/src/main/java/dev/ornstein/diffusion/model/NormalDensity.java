package dev.ornstein.diffusion.model;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.tensor.Shape;
import java.util.Arrays;

/** The logarithm of a normal density with a structured covariance. */
final class NormalDensity {
  private NormalDensity() {}

  /**
   * ln N(r; 0, V) = −½ (rᵀV⁻¹r + ln det V + D ln 2π) in nats, differentiable in r.
   *
   * @param V one covariance for all samples, or one for each
   * @param r (N, …) samples less their means
   * @return (N)
   * @throws ArithmeticException naming an eigenvalue of V that is not positive
   */
  static Var logarithm(SymmetricMatrix V, Var r) {
    int[] dims = r.shape().toArray();
    Shape sample = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
    double[] logDeterminant = V.logDeterminant(sample);
    float[] constants = new float[logDeterminant.length];
    for (int i = 0; i < constants.length; i++) {
      constants[i] = (float) (-0.5 * (logDeterminant[i] + sample.size() * Math.log(2 * Math.PI)));
    }
    Var squares = V.inverse().times(r).times(r).reshape(dims[0], -1).sum(false, 1);
    return squares.times(-0.5f).plus(Var.constant(r.engine().of(constants, constants.length)));
  }
}
