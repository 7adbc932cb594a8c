package dev.ornstein.mnist.net;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Layer;
import dev.ornstein.nn.block.ConvBlock;
import dev.ornstein.nn.block.FCBlock;
import dev.ornstein.nn.layer.Conv2d;
import dev.ornstein.nn.layer.ConvTranspose2d;
import dev.ornstein.nn.layer.MaxPool2d;
import dev.ornstein.tensor.op.Convolution.Geometry;

/**
 * The U of seed 0's network. Blocks are numbered along it; 2 and 4 are poolings, 6 flattens and 9
 * unflattens, so those numbers have no parameters.
 */
final class SeedDenoiser extends Layer {
  private static final Geometry DOUBLING = new Geometry(2, 0, 1, 1);

  private final MaxPool2d pool = new MaxPool2d(2);
  private final ConvBlock conv1;
  private final ConvBlock conv3;
  private final ConvBlock conv5;
  private final FCBlock fc7;
  private final FCBlock fc8;
  private final ConvBlock conv10;
  private final ConvTranspose2d upconv11;
  private final ConvBlock conv12;
  private final ConvTranspose2d upconv13;
  private final ConvBlock conv14;
  private final Conv2d conv15;

  SeedDenoiser(Init init, SeedUNetConfig c) {
    super(init);
    int f = c.width();
    conv1 = make("conv1", i -> new ConvBlock(i, c.inputChannels(), f));
    conv3 = make("conv3", i -> new ConvBlock(i, f, 2 * f));
    conv5 = make("conv5", i -> new ConvBlock(i, 2 * f, 4 * f));
    fc7 = make("fc7", i -> new FCBlock(i, c.flatFeatures(), c.hidden()));
    fc8 = make("fc8", i -> new FCBlock(i, c.hidden(), c.flatFeatures()));
    conv10 = make("conv10", i -> new ConvBlock(i, 8 * f, 4 * f));
    upconv11 = make("upconv11", i -> new ConvTranspose2d(i, 4 * f, 2 * f, 2, DOUBLING));
    conv12 = make("conv12", i -> new ConvBlock(i, 4 * f, 2 * f));
    upconv13 = make("upconv13", i -> new ConvTranspose2d(i, 2 * f, f, 2, DOUBLING));
    conv14 = make("conv14", i -> new ConvBlock(i, 2 * f, f));
    conv15 = make("conv15", i -> new Conv2d(i, f, 1, 1));
  }

  /** Shapes for f = 32 base filters and 28×28 images. */
  @Override
  public Var forward(Var x) { // (N,  65, 28, 28)
    Var x1 = conv1.forward(x); // (N,  32, 28, 28)
    Var x3 = conv3.forward(pool.forward(x1)); // (N,  64, 14, 14)
    Var x5 = conv5.forward(pool.forward(x3)); // (N, 128,  7,  7)
    Var x7 = fc7.forward(x5.reshape(x5.dim(0), -1)); // (N, 1024)
    Var x9 = fc8.forward(x7).reshape(x5.shape()); // (N, 128,  7,  7)
    Var x10 = conv10.forward(Ops.concat(1, x9, x5)); // (N, 128,  7,  7)
    Var x11 = upconv11.forward(x10); // (N,  64, 14, 14)
    Var x12 = conv12.forward(Ops.concat(1, x11, x3)); // (N,  64, 14, 14)
    Var x13 = upconv13.forward(x12); // (N,  32, 28, 28)
    Var x14 = conv14.forward(Ops.concat(1, x13, x1)); // (N,  32, 28, 28)
    return conv15.forward(x14); // (N,   1, 28, 28)
  }
}
