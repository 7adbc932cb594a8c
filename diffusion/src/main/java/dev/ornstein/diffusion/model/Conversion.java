package dev.ornstein.diffusion.model;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Tensor;

/**
 * From one {@link Prediction} to another at known x = x_t and t. Every pair is linear,
 *
 * <pre>
 * q = A x + B p
 * </pre>
 *
 * <p>with matrices that follow, for S = Σ^½, from
 *
 * <pre>
 * x = H x₀ + S ε,   score = −S⁻¹ ε,   v = H ε − S x₀
 * </pre>
 *
 * <p>They are worked out in double precision, so that images are touched only to apply A and B.
 */
public final class Conversion {
  private static final ScalarMatrix ZERO = ScalarMatrix.of(0);
  private static final ScalarMatrix ONE = ScalarMatrix.identity();
  private static final Conversion NONE = new Conversion(ZERO, ONE);

  private final SymmetricMatrix A;
  private final SymmetricMatrix B;

  private Conversion(SymmetricMatrix A, SymmetricMatrix B) {
    this.A = A;
    this.B = B;
  }

  /**
   * The conversion at given times.
   *
   * @param process the forward process
   * @param from what is known
   * @param to what is wanted
   * @param t one time for all samples, or one for each
   * @throws ArithmeticException naming the times, when {@code from} does not determine {@code to}:
   *     x₀ says nothing of ε where Σ(t) = 0, nor ε of x₀ where H(t) = 0
   */
  public static Conversion between(
      ForwardProcess process, Prediction from, Prediction to, double... t) {
    if (from == to) {
      return NONE;
    }
    try {
      return between(process.H(t), process.Sigma(t).sqrt(), from, to);
    } catch (ArithmeticException e) {
      String when = t.length == 1 ? "t = " + t[0] : "one of " + t.length + " times";
      ArithmeticException named =
          new ArithmeticException(
              from + " cannot be turned into " + to + " at " + when + ": " + e.getMessage());
      named.initCause(e);
      throw named;
    }
  }

  private static Conversion between(
      SymmetricMatrix H, SymmetricMatrix S, Prediction from, Prediction to) {
    switch (to) {
      case EPSILON:
        return epsilon(H, S, from);
      case X0:
        return x0(H, S, from);
      case SCORE:
        Conversion toEpsilon = epsilon(H, S, from);
        SymmetricMatrix minus = S.inverse().scale(-1);
        return new Conversion(minus.times(toEpsilon.A), minus.times(toEpsilon.B));
      case V:
        Conversion e = epsilon(H, S, from);
        Conversion z = x0(H, S, from);
        return new Conversion(H.times(e.A).minus(S.times(z.A)), H.times(e.B).minus(S.times(z.B)));
      default:
        throw new AssertionError(to);
    }
  }

  private static Conversion epsilon(SymmetricMatrix H, SymmetricMatrix S, Prediction from) {
    switch (from) {
      case EPSILON:
        return NONE;
      case X0: // ε = S⁻¹(x − H x₀)
        return new Conversion(S.inverse(), S.inverse().times(H).scale(-1));
      case SCORE: // ε = −S s
        return new Conversion(ZERO, S.scale(-1));
      case V: // ε = (H² + S²)⁻¹ (S x + H v)
        SymmetricMatrix D = H.times(H).plus(S.times(S)).inverse();
        return new Conversion(D.times(S), D.times(H));
      default:
        throw new AssertionError(from);
    }
  }

  private static Conversion x0(SymmetricMatrix H, SymmetricMatrix S, Prediction from) {
    switch (from) {
      case EPSILON: // x₀ = H⁻¹(x − S ε)
        return new Conversion(H.inverse(), H.inverse().times(S).scale(-1));
      case X0:
        return NONE;
      case SCORE: // x₀ = H⁻¹(x + S² s)
        return new Conversion(H.inverse(), H.inverse().times(S).times(S));
      case V: // x₀ = (H² + S²)⁻¹ (H x − S v)
        SymmetricMatrix D = H.times(H).plus(S.times(S)).inverse();
        return new Conversion(D.times(H), D.times(S).scale(-1));
      default:
        throw new AssertionError(from);
    }
  }

  /**
   * A x + B p, differentiable in both.
   *
   * @param x (N, …) noisy images
   * @param p of x's shape
   */
  public Var apply(Var x, Var p) {
    if (this == NONE) {
      return p;
    }
    Var q = B.times(p);
    return A.norm() == 0 ? q : A.times(x).plus(q);
  }

  /**
   * B δ: what q changes by when p changes by δ and x stays.
   *
   * @param delta δ, of x's shape
   */
  Var change(Var delta) {
    return this == NONE ? delta : B.times(delta);
  }

  /** A x + B p, as in {@link #apply(Var, Var)}. */
  public Tensor apply(Tensor x, Tensor p) {
    return apply(Var.constant(x), Var.constant(p)).value();
  }
}
