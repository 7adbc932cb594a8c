package dev.ornstein.mnist.net;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Module;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;

/**
 * A network that tells the classes of noisy images. It is differentiable by the images: the
 * gradient of {@link #logLikelihood} leads a sampler to a class (classifier guidance: Dhariwal and
 * Nichol, 2021, and seed 0).
 */
public abstract class NoisyClassifier extends Module {
  /**
   * @param init the context its parameters are made with
   */
  protected NoisyClassifier(Init init) {
    super(init);
  }

  /**
   * ln p(class given x_t) of every class.
   *
   * @param x noisy images, (N, 1, H, W)
   * @param t their times in [0, 1], (N)
   * @return (N, {@link #classes()}), natural logarithms
   * @throws dev.ornstein.tensor.ShapeException when the images are of a size that the network does
   *     not take, or the numbers of images and times differ
   */
  public abstract Var logProbabilities(Var x, Tensor t);

  /** How many classes the network knows. */
  public abstract int classes();

  /**
   * ln p(label given x_t) of one class for each image; the mean of its negative is the loss of
   * training.
   *
   * @param x noisy images, (N, 1, H, W)
   * @param t their times in [0, 1], (N)
   * @param labels N classes, 0 … {@link #classes()} − 1
   * @return (N), natural logarithms
   * @throws ShapeException as {@link #logProbabilities}, and when the numbers of images and labels
   *     differ
   * @throws IllegalArgumentException for a class that the network does not know
   */
  public final Var logLikelihood(Var x, Tensor t, int[] labels) {
    Var logarithms = logProbabilities(x, t); // (N, classes)
    Tensor chosen = chosen(logarithms.value(), labels); // (N, classes)
    return logarithms.times(Var.constant(chosen)).sum(false, 1); // (N)
  }

  /** 1 at the label of each row, 0 elsewhere. */
  private Tensor chosen(Tensor like, int[] labels) {
    int n = like.dim(0);
    if (labels.length != n) {
      throw new ShapeException(labels.length + " labels were given for " + n + " images");
    }
    Tensor ones = like.engine().zeros(Shape.of(n, classes()));
    for (int i = 0; i < n; i++) {
      if (labels[i] < 0 || labels[i] >= classes()) {
        throw new IllegalArgumentException(
            "label "
                + labels[i]
                + " of image "
                + i
                + " is unknown; this classifier knows 0 … "
                + (classes() - 1));
      }
      ones.set(i * classes() + labels[i], 1f);
    }
    return ones;
  }
}
