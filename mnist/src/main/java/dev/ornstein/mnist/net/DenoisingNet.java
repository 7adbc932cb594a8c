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
   * @param condition what else is known; a network without classes takes no labels, one without
   *     condition channels no images, and one with condition channels needs images
   * @return (N, 1, H, W)
   * @throws dev.ornstein.tensor.ShapeException when the numbers of images, times, labels and
   *     condition images differ, or condition images are not (N, {@link #conditionChannels()}, H,
   *     W)
   * @throws IllegalArgumentException for a class that the network does not know, a condition image
   *     that it does not take, and one that it lacks
   */
  public abstract Var forward(Var x, Tensor t, Condition condition);

  /** The output when nothing else is known: {@link Condition#NONE}. */
  public final Var forward(Var x, Tensor t) {
    return forward(x, t, Condition.NONE);
  }

  /** How many classes the network knows; 0 when it takes no labels. */
  public abstract int classes();

  /** Channels of the images that the network sees beside the noisy ones; 0 when it takes none. */
  public abstract int conditionChannels();
}
