package dev.ornstein.nn.block;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Module;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;

/**
 * A learned encoding of time: three {@link FCBlock}s, {@code fc1} 1→hidden, {@code fc2}
 * hidden→hidden, {@code fc3} hidden→out. In seed 0 hidden is 256 and out is 32.
 */
public final class TimeEncoder extends Module {
  private final FCBlock fc1;
  private final FCBlock fc2;
  private final FCBlock fc3;

  /**
   * @param hidden width of the inner layers
   * @param out features of the encoding
   */
  public TimeEncoder(Init init, int hidden, int out) {
    super(init);
    fc1 = make("fc1", i -> new FCBlock(i, 1, hidden));
    fc2 = make("fc2", i -> new FCBlock(i, hidden, hidden));
    fc3 = make("fc3", i -> new FCBlock(i, hidden, out));
  }

  /**
   * @param t times, (N)
   * @return (N, out)
   */
  public Var forward(Tensor t) {
    if (t.shape().rank() != 1) {
      throw new ShapeException("times have shape (N); got " + t.shape());
    }
    Var x = Var.constant(t.reshape(t.size(), 1));
    return fc3.forward(fc2.forward(fc1.forward(x)));
  }
}
