package dev.ornstein.diffusion.model;

import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.Perturbation;
import dev.ornstein.tensor.Tensor;

/**
 * The factors of a {@link Preconditioning} at given times. What several of them are made of, H, Σ,
 * D⁻¹ and c_in, is worked out once, when this is made; c_skip and c_out, which only images need and
 * no loss, when they are asked for.
 */
public final class Scalings {
  private final SymmetricMatrix C;
  private final Perturbation by;
  private final SymmetricMatrix inverse; // D⁻¹
  private final SymmetricMatrix in;

  Scalings(SymmetricMatrix C, Perturbation by) {
    this.C = C;
    this.by = by;
    this.inverse = by.H().times(C).times(by.H()).plus(by.Sigma()).inverse();
    this.in = inverse.sqrt();
  }

  /** c_skip = C H D⁻¹, one for each time. */
  public SymmetricMatrix skip() {
    return C.times(by.H()).times(inverse);
  }

  /** c_out = (C Σ D⁻¹)^½, one for each time. */
  public SymmetricMatrix out() {
    return C.times(by.Sigma()).times(inverse).sqrt();
  }

  /** c_in = D^−½, one for each time. */
  public SymmetricMatrix in() {
    return in;
  }

  /**
   * What the network should return where x₀ and ε are known. It follows from the definition of the
   * preconditioning without a division by c_out, which may be tiny:
   *
   * <pre>
   * c_out⁻¹ (x₀ − c_skip x_t) = D^−½ (Σ^½ C^−½ x₀ − C^½ H ε)
   * </pre>
   *
   * @param x0 (N, …) images
   * @param epsilon the noise, of x0's shape
   */
  public Tensor truth(Tensor x0, Tensor epsilon) {
    SymmetricMatrix root = C.sqrt();
    Tensor ofImage = in.times(by.S()).times(root.inverse()).times(x0);
    return ofImage.minus(in.times(root).times(by.H()).times(epsilon));
  }
}
