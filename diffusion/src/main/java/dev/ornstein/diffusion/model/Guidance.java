package dev.ornstein.diffusion.model;

import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.List;

/**
 * A denoiser whose score is that of p(x_t) p(y | x_t)^γ:
 *
 * <pre>
 * ∇ ln p(x_t | y) = ∇ ln p(x_t) + γ ∇ ln p(y | x_t)
 * </pre>
 *
 * <p>It returns the {@link Prediction} of the prior, shifted by what the second term means for it:
 * a score by γ g, a noise by −Σ^½ γ g, an image by H⁻¹Σ γ g.
 */
final class Guidance implements Denoiser {
  private final ForwardProcess process;
  private final Prediction prediction;
  private final Denoiser prior;
  private final LogLikelihood likelihood;
  private final double weight;

  Guidance(
      ForwardProcess process,
      Prediction prediction,
      Denoiser prior,
      LogLikelihood likelihood,
      double weight) {
    this.process = process;
    this.prediction = prediction;
    this.prior = prior;
    this.likelihood = likelihood;
    this.weight = weight;
  }

  @Override
  public Var predict(Var x, Tensor t) {
    Var p = prior.predict(x, t);
    Conversion fromScore =
        Conversion.between(process, Prediction.SCORE, prediction, ForwardProcess.times(t));
    return p.plus(fromScore.change(gradient(x, t).times((float) weight)));
  }

  /** ∇ₓ ln p(y | x_t), of x's shape: one pass serves all samples, whose terms are independent. */
  private Var gradient(Var x, Tensor t) {
    Tape outer = Tape.current();
    if (outer != null) { // whoever records wants to differentiate what comes of this
      Var at = x.requiresGrad() ? x : Var.leaf(x.value());
      return gradient(outer, at, t, true);
    }
    try (Scope scope = x.engine().scope();
        Tape tape = Tape.record()) {
      Var g = gradient(tape, Var.leaf(x.value()), t, false);
      scope.keep(g.value());
      return g.detach();
    }
  }

  private Var gradient(Tape tape, Var x, Tensor t, boolean createGraph) {
    Var each = likelihood.at(x, t);
    each.shape().require(Shape.of(x.dim(0)), "the log-likelihood, one number for each sample,");
    return tape.gradients(each.sum(), List.of(x), createGraph).get(0);
  }
}
