package dev.ornstein.mnist.judge;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Layer;
import dev.ornstein.nn.layer.Conv2d;
import dev.ornstein.nn.layer.Linear;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.op.Convolution.Geometry;

/**
 * A classifier of digits: LeNet-5 (LeCun, Bottou, Bengio and Haffner, "Gradient-based learning
 * applied to document recognition", 1998) as it is written today, with ReLU, largest elements of
 * 2×2 windows and a full connection between the convolutions. 61,706 parameters, under PyTorch's
 * names: {@code conv1.weight}, {@code conv2.weight}, {@code fc1.weight}, {@code fc2.weight}, {@code
 * fc3.weight} and their biases.
 *
 * <p>Images are (N, 1, 28, 28) in [0, 1], 0 black. What the last layer but one says is a
 * description of the image, its <em>features</em>, in which images are compared.
 */
public final class LeNet5 extends Layer {
  /** Rows and columns of an image. */
  public static final int SIZE = 28;

  /** Digits. */
  public static final int CLASSES = 10;

  /** Numbers that describe an image. */
  public static final int FEATURES = 84;

  private static final int FLAT = 16 * 5 * 5;

  private final Conv2d conv1 = make("conv1", i -> new Conv2d(i, 1, 6, 5));
  private final Conv2d conv2 = make("conv2", i -> new Conv2d(i, 6, 16, 5, Geometry.padded(0)));
  private final Linear fc1 = make("fc1", i -> new Linear(i, FLAT, 120));
  private final Linear fc2 = make("fc2", i -> new Linear(i, 120, FEATURES));
  private final Linear fc3 = make("fc3", i -> new Linear(i, FEATURES, CLASSES));

  /**
   * @param init the context its parameters are made with
   */
  public LeNet5(Init init) {
    super(init);
  }

  /**
   * The description of images.
   *
   * @param x (N, 1, 28, 28) in [0, 1]
   * @return (N, 84), at least 0
   * @throws ShapeException when the images have another size
   */
  public Var features(Var x) {
    if (x.shape().rank() != 4 || !x.shape().equals(Shape.of(x.dim(0), 1, SIZE, SIZE))) {
      throw new ShapeException("LeNet-5 reads images (N, 1, 28, 28); got " + x.shape());
    }
    Var h = Ops.maxPool(conv1.forward(x).relu(), 2, 2); // (N, 6, 14, 14)
    h = Ops.maxPool(conv2.forward(h).relu(), 2, 2); // (N, 16, 5, 5)
    h = fc1.forward(h.reshape(-1, FLAT)).relu(); // (N, 120)
    return fc2.forward(h).relu(); // (N, 84)
  }

  /**
   * How much each class is favoured by a description.
   *
   * @param features (N, 84)
   * @return (N, 10); their softmax are probabilities
   */
  public Var logits(Var features) {
    return fc3.forward(features);
  }

  /**
   * The logits of images.
   *
   * @param x (N, 1, 28, 28) in [0, 1]
   * @return (N, 10)
   */
  @Override
  public Var forward(Var x) {
    return logits(features(x));
  }
}
