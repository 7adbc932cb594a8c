package dev.ornstein.mnist.net;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.block.ResBlock;
import dev.ornstein.nn.block.SinusoidalEmbedding;
import dev.ornstein.nn.layer.Conv2d;
import dev.ornstein.nn.layer.GroupNorm;
import dev.ornstein.nn.layer.Linear;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.op.Convolution.Geometry;

/**
 * A small classifier of noisy images, the way down of a {@link SmallUNet} with a third of its
 * arithmetic: widths w, 2w, 4w at full, half and quarter size, one {@link ResBlock} told the time
 * at each, then the mean of each channel and one linear layer.
 *
 * <p>That layer begins at 0: all classes are equally probable at first, and the first loss is ln
 * classes. All of it is smooth, so it can be differentiated any number of times.
 */
public final class SmallClassifier extends NoisyClassifier {
  private static final Geometry HALVING = new Geometry(2, 1, 1, 1);

  private static final int GROUPS = 8;

  private final int classes;
  private final SinusoidalEmbedding sinusoids;
  private final Linear time1;
  private final Linear time2;
  private final Conv2d stem;
  private final ResBlock block1;
  private final Conv2d halve1;
  private final ResBlock block2;
  private final Conv2d halve2;
  private final ResBlock block3;
  private final GroupNorm norm;
  private final Linear head;

  /**
   * @param width w, channels at full size; a multiple of 4
   * @param classes how many classes the network tells apart, at least 2
   * @throws UserError when one is out of range
   */
  public SmallClassifier(Init init, int width, int classes) {
    super(init);
    requireRanges(width, classes);
    this.classes = classes;
    int w = width;
    int e = 8 * w;
    sinusoids = new SinusoidalEmbedding(4 * w, SmallUNet.TIME_SCALE);
    time1 = make("time1", i -> new Linear(i, 4 * w, e));
    time2 = make("time2", i -> new Linear(i, e, e));
    stem = make("stem", i -> new Conv2d(i, 1, w, 3));
    block1 = make("block1", i -> new ResBlock(i, w, w, e));
    halve1 = make("halve1", i -> new Conv2d(i, w, 2 * w, 3, HALVING));
    block2 = make("block2", i -> new ResBlock(i, 2 * w, 2 * w, e));
    halve2 = make("halve2", i -> new Conv2d(i, 2 * w, 4 * w, 3, HALVING));
    block3 = make("block3", i -> new ResBlock(i, 4 * w, 4 * w, e));
    norm = make("norm", i -> new GroupNorm(i, GROUPS, 4 * w));
    head = make("head", i -> new Linear(i, 4 * w, classes));
    head.parameters().forEach(p -> p.value().fillInPlace(0f));
  }

  private static void requireRanges(int width, int classes) {
    if (width < 4 || width % 4 != 0 || width > 1024) {
      throw new UserError(
          "the width of the small classifier must be a multiple of 4 up to 1024, got " + width);
    }
    if (classes < 2) {
      throw new UserError("a classifier tells at least 2 classes apart, got " + classes);
    }
  }

  @Override
  public int classes() {
    return classes;
  }

  /** Shapes for w = 16, 28×28 images and 10 classes. */
  @Override
  public Var logProbabilities(Var x, Tensor t) { // (N,  1, 28, 28), (N)
    Inputs.requireImages(x.shape(), t.shape(), 1);
    Var s = Var.constant(sinusoids.forward(t)); // (N, 64)
    Var e = time2.forward(time1.forward(s).silu()).silu(); // (N, 128)
    Var h = block1.forward(stem.forward(x), e); // (N, 16, 28, 28)
    h = block2.forward(halve1.forward(h), e); // (N, 32, 14, 14)
    h = block3.forward(halve2.forward(h), e); // (N, 64,  7,  7)
    Var features = norm.forward(h, Activation.SILU).mean(false, 2, 3); // (N, 64)
    return head.forward(features).logSoftmax(); // (N, 10)
  }
}
