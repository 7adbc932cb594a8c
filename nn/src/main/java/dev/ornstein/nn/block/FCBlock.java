package dev.ornstein.nn.block;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Layer;
import dev.ornstein.nn.layer.BatchNorm1d;
import dev.ornstein.nn.layer.Linear;
import dev.ornstein.tensor.kernel.Activation;

/**
 * Twice [linear, batch normalisation, ReLU]; the second linear layer is square. Children {@code
 * fc1}, {@code fc2}, {@code batchnorm1}, {@code batchnorm2}.
 */
public final class FCBlock extends Layer {
  private final Linear fc1;
  private final Linear fc2;
  private final BatchNorm1d batchnorm1;
  private final BatchNorm1d batchnorm2;

  /**
   * @param in features of x
   * @param out features of y
   */
  public FCBlock(Init init, int in, int out) {
    super(init);
    fc1 = make("fc1", i -> new Linear(i, in, out));
    fc2 = make("fc2", i -> new Linear(i, out, out));
    batchnorm1 = make("batchnorm1", i -> new BatchNorm1d(i, out));
    batchnorm2 = make("batchnorm2", i -> new BatchNorm1d(i, out));
  }

  /**
   * @param x (N, in)
   * @return (N, out)
   */
  @Override
  public Var forward(Var x) {
    Var y = batchnorm1.forward(fc1.forward(x), Activation.RELU);
    return batchnorm2.forward(fc2.forward(y), Activation.RELU);
  }
}
