package dev.ornstein.mnist.net;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.block.AttentionBlock;
import dev.ornstein.nn.block.ResBlock;
import dev.ornstein.nn.block.SinusoidalEmbedding;
import dev.ornstein.nn.layer.Conv2d;
import dev.ornstein.nn.layer.ConvTranspose2d;
import dev.ornstein.nn.layer.Embedding;
import dev.ornstein.nn.layer.GroupNorm;
import dev.ornstein.nn.layer.Linear;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.op.Convolution.Geometry;

/**
 * A small U-Net of residual blocks that learns digits in minutes on a CPU: widths w, 2w, 4w at
 * full, half and quarter size, {@link ResBlock}s conditioned by an embedding of time and
 * (optionally) class, attention at quarter size. Its weight lies at the quarter size, where a
 * convolution of the same arithmetic touches a quarter of the memory.
 *
 * <p>The last convolution begins at 0, and so do all residual branches: the first output is 0 and
 * the first loss of an ε-estimator 1.
 */
public final class SmallUNet extends DenoisingNet {
  private static final Geometry HALVING = new Geometry(2, 1, 1, 1);
  private static final Geometry DOUBLING = new Geometry(2, 0, 1, 1);

  /** Times in [0, 1] become positions 0 … 1000, the range the frequencies are made for. */
  static final float TIME_SCALE = 1000f;

  private static final int HEADS = 4;

  private final int classes;
  private final int conditionChannels;
  private final SinusoidalEmbedding sinusoids;
  private final Linear time1;
  private final Linear time2;
  private final Embedding label;
  private final Conv2d stem;
  private final ResBlock down1;
  private final Conv2d halve1;
  private final ResBlock down2;
  private final Conv2d halve2;
  private final ResBlock mid1;
  private final AttentionBlock attention;
  private final ResBlock mid2;
  private final ResBlock mid3;
  private final ConvTranspose2d double2;
  private final ResBlock up2a;
  private final ResBlock up2b;
  private final ConvTranspose2d double1;
  private final ResBlock up1;
  private final GroupNorm norm;
  private final Conv2d head;

  /**
   * @param width w, channels at full size; 4, or a multiple of 8
   * @param classes how many classes the network can be told, 0 for one that takes no labels
   * @param conditionChannels C, channels of the images that it sees beside the noisy ones, 0 for
   *     none
   * @throws UserError when one is out of range
   */
  public SmallUNet(Init init, int width, int classes, int conditionChannels) {
    super(init);
    requireRanges(width, classes, conditionChannels);
    this.classes = classes;
    this.conditionChannels = conditionChannels;
    int w = width;
    int e = 8 * w;
    sinusoids = new SinusoidalEmbedding(4 * w, TIME_SCALE);
    time1 = make("time1", i -> new Linear(i, 4 * w, e));
    time2 = make("time2", i -> new Linear(i, e, e));
    label = classes == 0 ? null : make("label", i -> new Embedding(i, classes + 1, e));
    stem = make("stem", i -> new Conv2d(i, 1 + conditionChannels, w, 3));
    down1 = make("down1", i -> new ResBlock(i, w, w, e));
    halve1 = make("halve1", i -> new Conv2d(i, w, 2 * w, 3, HALVING));
    down2 = make("down2", i -> new ResBlock(i, 2 * w, 2 * w, e));
    halve2 = make("halve2", i -> new Conv2d(i, 2 * w, 4 * w, 3, HALVING));
    mid1 = make("mid1", i -> new ResBlock(i, 4 * w, 4 * w, e));
    attention = make("attention", i -> new AttentionBlock(i, 4 * w, HEADS));
    mid2 = make("mid2", i -> new ResBlock(i, 4 * w, 4 * w, e));
    mid3 = make("mid3", i -> new ResBlock(i, 4 * w, 4 * w, e));
    double2 = make("double2", i -> new ConvTranspose2d(i, 4 * w, 2 * w, 2, DOUBLING));
    up2a = make("up2a", i -> new ResBlock(i, 4 * w, 2 * w, e));
    up2b = make("up2b", i -> new ResBlock(i, 2 * w, 2 * w, e));
    double1 = make("double1", i -> new ConvTranspose2d(i, 2 * w, w, 2, DOUBLING));
    up1 = make("up1", i -> new ResBlock(i, 2 * w, w, e));
    norm = make("norm", i -> new GroupNorm(i, Math.min(8, w), w));
    head = make("head", i -> new Conv2d(i, w, 1, 3).zero());
  }

  private static void requireRanges(int width, int classes, int conditionChannels) {
    if (width != 4 && (width < 8 || width % 8 != 0 || width > 1024)) {
      throw new UserError(
          "the width of the small network must be 4 or a multiple of 8 up to 1024, got " + width);
    }
    if (classes < 0) {
      throw new UserError("the number of classes must be at least 0, got " + classes);
    }
    if (conditionChannels < 0 || conditionChannels > 4096) {
      throw new UserError(
          "the number of condition channels must be 0 … 4096, got " + conditionChannels);
    }
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int conditionChannels() {
    return conditionChannels;
  }

  /** Shapes for w = 16 and 28×28 images. */
  @Override
  public Var forward(Var x, Tensor t, Condition condition) { // (N,  1, 28, 28), (N)
    Inputs.requireImages(x.shape(), t.shape(), 1);
    Var images = Inputs.beside(x, condition.image(), conditionChannels); // (N, 1+C, 28, 28)
    Var e = embedding(t, condition.labels()); // (N, 128)
    Var x1 = down1.forward(stem.forward(images), e); // (N, 16, 28, 28)
    Var x2 = down2.forward(halve1.forward(x1), e); // (N, 32, 14, 14)
    Var h = mid1.forward(halve2.forward(x2), e); // (N, 64,  7,  7)
    h = mid2.forward(attention.forward(h), e); // (N, 64,  7,  7)
    h = mid3.forward(h, e); // (N, 64,  7,  7)
    h = up2a.forward(Ops.concat(1, double2.forward(h), x2), e); // (N, 32, 14, 14)
    h = up2b.forward(h, e); // (N, 32, 14, 14)
    h = up1.forward(Ops.concat(1, double1.forward(h), x1), e); // (N, 16, 28, 28)
    return head.forward(norm.forward(h, Activation.SILU)); // (N,  1, 28, 28)
  }

  private Var embedding(Tensor t, int[] labels) {
    int[] rows = Inputs.classRows(labels, t.size(), classes);
    Var s = Var.constant(sinusoids.forward(t)); // (N, 64)
    Var e = time2.forward(time1.forward(s).silu()); // (N, 128)
    return (label == null ? e : e.plus(label.forward(rows))).silu();
  }
}
