package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Layer;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.op.Elementwise;

/**
 * In training each element becomes 0 with probability p and is divided by 1 − p otherwise, which
 * keeps its expectation; in evaluation nothing happens (Srivastava et al., 2014).
 *
 * <p>What is dropped is a function of the seed, this layer's path in the network, the training step
 * (see {@link dev.ornstein.nn.Module#beginStep}), how often the layer has run in that step, the
 * sample's place in the batch and the element.
 */
public final class Dropout extends Layer {
  /** Calls per step that have keys of their own; more of them repeat those of later steps. */
  private static final int CALL_BITS = 20;

  private final Rng rng;
  private final float p;
  private long step;
  private long call;

  /**
   * @param p probability in [0, 1) that an element is dropped
   * @throws IllegalArgumentException when it is outside
   */
  public Dropout(Init init, float p) {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException("a dropout probability must be in [0, 1), got " + p);
    }
    this.rng = init.rng().stream("dropout");
    this.p = p;
  }

  @Override
  protected void onBeginStep(long number) {
    step = number;
    call = 0;
  }

  /**
   * @param x (N, …)
   * @return of x's shape
   */
  @Override
  public Var forward(Var x) {
    if (!isTraining() || p == 0) {
      return x;
    }
    Tensor u = x.engine().empty(x.shape());
    rng.uniformKeyed(u, 0, (step << CALL_BITS) + call++);
    Tensor keep = Elementwise.binary(BinaryOp.GREATER_EQUAL, u, x.engine().scalar(p));
    return x.times(Var.constant(keep.times(1f / (1f - p))));
  }
}
