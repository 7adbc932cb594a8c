package dev.ornstein.nn.block;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Layer;
import dev.ornstein.nn.layer.BatchNorm2d;
import dev.ornstein.nn.layer.Conv2d;
import dev.ornstein.tensor.kernel.Activation;

/**
 * Twice [3×3 convolution, batch normalisation, ReLU]. Children {@code conv1}, {@code conv2}, {@code
 * batchnorm1}, {@code batchnorm2}.
 */
public final class ConvBlock extends Layer {
  private final Conv2d conv1;
  private final Conv2d conv2;
  private final BatchNorm2d batchnorm1;
  private final BatchNorm2d batchnorm2;

  /**
   * @param in channels of x
   * @param out channels of y
   */
  public ConvBlock(Init init, int in, int out) {
    super(init);
    conv1 = make("conv1", i -> new Conv2d(i, in, out, 3));
    conv2 = make("conv2", i -> new Conv2d(i, out, out, 3));
    batchnorm1 = make("batchnorm1", i -> new BatchNorm2d(i, out));
    batchnorm2 = make("batchnorm2", i -> new BatchNorm2d(i, out));
  }

  /**
   * @param x (N, in, H, W)
   * @return (N, out, H, W)
   */
  @Override
  public Var forward(Var x) {
    Var y = batchnorm1.forward(conv1.forward(x), Activation.RELU);
    return batchnorm2.forward(conv2.forward(y), Activation.RELU);
  }
}
