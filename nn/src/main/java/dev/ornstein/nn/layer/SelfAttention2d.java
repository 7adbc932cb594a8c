package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Layer;
import dev.ornstein.tensor.ShapeException;

/**
 * Self-attention over the H·W positions of an image (Vaswani et al., 2017): per head, with the
 * columns of q, k and v belonging to positions,
 *
 * <pre>
 * y = v · softmax(qᵀ·k / √d)ᵀ,   d = C/heads
 * </pre>
 *
 * <p>Children: {@code qkv}, a 1×1 convolution to 3·C channels (q, k, v in this order, each with its
 * heads side by side), and {@code proj}, a 1×1 convolution of the result.
 */
public final class SelfAttention2d extends Layer {
  private final int channels;
  private final int heads;
  private final Conv2d qkv;
  private final Conv2d proj;

  /**
   * @param channels C
   * @param heads divides the channels
   * @throws ShapeException when it does not
   */
  public SelfAttention2d(Init init, int channels, int heads) {
    super(init);
    if (heads < 1 || channels % heads != 0) {
      throw new ShapeException(
          heads + " heads do not divide " + channels + " channels; the number of heads must");
    }
    this.channels = channels;
    this.heads = heads;
    qkv = make("qkv", i -> new Conv2d(i, channels, 3 * channels, 1));
    proj = make("proj", i -> new Conv2d(i, channels, channels, 1));
  }

  /**
   * Makes the first output 0; see {@link Conv2d#zero}.
   *
   * @return this
   */
  public SelfAttention2d zero() {
    proj.zero();
    return this;
  }

  /**
   * @param x (N, C, H, W)
   * @return of x's shape
   */
  @Override
  public Var forward(Var x) {
    float scale = (float) (1 / Math.sqrt(channels / heads));
    Var all = qkv.forward(x); // (N, 3C, H, W)
    return proj.forward(Ops.attention(all, heads, scale)); // (N, C, H, W)
  }
}
