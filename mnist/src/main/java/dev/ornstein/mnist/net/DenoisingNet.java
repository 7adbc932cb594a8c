package dev.ornstein.mnist.net;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Module;
import dev.ornstein.tensor.Tensor;

/** A network that looks at noisy images and their times. */
public abstract class DenoisingNet extends Module {
  /** Stands for "no label" among labels. */
  public static final int NO_LABEL = -1;

  /**
   * @param init the context its parameters are made with
   */
  protected DenoisingNet(Init init) {
    super(init);
  }

  /**
   * The output for a batch.
   *
   * @param x noisy images, (N, 1, H, W)
   * @param t their times in [0, 1], (N)
   * @param labels N classes, {@link #NO_LABEL} for none; null for none at all. Unconditional
   *     networks take no classes
   * @return (N, 1, H, W)
   * @throws dev.ornstein.tensor.ShapeException when the numbers of images, times and labels differ
   * @throws IllegalArgumentException for a class that the network does not know
   */
  public abstract Var forward(Var x, Tensor t, int[] labels);

  /** The output without labels. */
  public final Var forward(Var x, Tensor t) {
    return forward(x, t, null);
  }

  /** How many classes the network knows; 0 when it is unconditional. */
  public abstract int classes();
}
