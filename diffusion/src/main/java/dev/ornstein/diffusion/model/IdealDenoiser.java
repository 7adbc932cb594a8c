package dev.ornstein.diffusion.model;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;

/**
 * The exact denoiser of a finite set of images y₁ … y_M, each as likely as the others: the mean of
 * x₀ given x_t, which is attention over the set,
 *
 * <pre>
 * x̂₀ = Σᵢ wᵢ yᵢ,   w = softmax over i of −½ ‖Σ^−½ (x_t − H yᵢ)‖²
 * </pre>
 *
 * <p>It minimises the denoising losses exactly, and samplers that use it give back images of the
 * set. Its prediction is {@link Prediction#X0}. One evaluation takes memory for N·M·D numbers: the
 * residuals are formed before they are squared, as expanding the square would lose everything in
 * the difference of large numbers where Σ is small.
 */
public final class IdealDenoiser implements Denoiser {
  private final ForwardProcess process;
  private final Tensor data;
  private final Tensor rows;

  /**
   * @param process the forward process
   * @param data (M, …) the images
   */
  public IdealDenoiser(ForwardProcess process, Tensor data) {
    if (data.size() == 0) {
      throw new ShapeException("an ideal denoiser needs at least one image; got " + data.shape());
    }
    this.process = process;
    this.data = data;
    this.rows = data.reshape(data.dim(0), -1);
  }

  @Override
  public Var predict(Var x, Tensor t) {
    x.shape().require(data.shape().with(0, x.dim(0)), "a batch of noisy images");
    double[] times = ForwardProcess.times(t);
    if (times.length == 1) {
      return attend(x, times[0]);
    }
    Var[] each = new Var[times.length];
    for (int i = 0; i < each.length; i++) {
      each[i] = attend(x.slice(0, i, i + 1), times[i]);
    }
    return Ops.concat(0, each);
  }

  private Var attend(Var x, double t) {
    int n = x.dim(0);
    int m = rows.dim(0);
    int d = rows.dim(1);
    Tensor means = process.H(t).times(data).reshape(1, m, d);
    Var residuals = x.reshape(n, 1, d).minus(Var.constant(means)); // (N, M, D)
    SymmetricMatrix whiten = process.Sigma(t).inverse().sqrt();
    Var white = whiten.times(residuals.reshape(x.shape().with(0, n * m)));
    Var logits = white.square().reshape(n, m, d).sum(false, 2).times(-0.5f);
    return logits.softmax().matmul(Var.constant(rows)).reshape(x.shape());
  }
}
