package dev.ornstein.nn.block;

import dev.ornstein.autograd.Normed;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Module;
import dev.ornstein.nn.layer.Conv2d;
import dev.ornstein.nn.layer.GroupNorm;
import dev.ornstein.nn.layer.Linear;
import dev.ornstein.tensor.kernel.Activation;

/**
 * A residual block conditioned by an embedding (Dhariwal and Nichol, 2021, "adaptive group
 * normalisation"):
 *
 * <pre>
 * h = conv1(silu(norm1(x)))
 * (scale, shift) = emb(e)
 * h = conv2(silu(norm2(h)·(1 + scale) + shift))
 * y = skip(x) + h
 * </pre>
 *
 * <p>Convolutions are 3×3; {@code conv2} begins at 0, so that the block begins as {@code skip}: the
 * identity, or a 1×1 convolution where the channels differ.
 */
public final class ResBlock extends Module {
  private final GroupNorm norm1;
  private final Conv2d conv1;
  private final Linear emb;
  private final GroupNorm norm2;
  private final Conv2d conv2;
  private final Conv2d skip;

  /**
   * @param in channels of x
   * @param out channels of y
   * @param features of the embedding
   */
  public ResBlock(Init init, int in, int out, int features) {
    super(init);
    norm1 = make("norm1", i -> new GroupNorm(i, groups(in), in));
    conv1 = make("conv1", i -> new Conv2d(i, in, out, 3));
    emb = make("emb", i -> new Linear(i, features, 2 * out));
    norm2 = make("norm2", i -> new GroupNorm(i, groups(out), out));
    conv2 = make("conv2", i -> new Conv2d(i, out, out, 3).zero());
    skip = in == out ? null : make("skip", i -> new Conv2d(i, in, out, 1));
  }

  /** The largest divisor of the channels that is at most 8. */
  static int groups(int channels) {
    int groups = 8;
    while (channels % groups != 0) {
      groups--;
    }
    return groups;
  }

  /**
   * @param x (N, in, H, W)
   * @param e embedding of time and class, (N, features)
   * @return (N, out, H, W)
   */
  public Var forward(Var x, Var e) {
    Var modulation = emb.forward(e); // (N, 2·out): scale, shift
    Var h = conv1.forward(norm1.of(x, Activation.SILU), null); // (N, out, H, W)
    Normed modulated = norm2.of(h, modulation, Activation.SILU);
    return conv2.forward(modulated, skip == null ? x : skip.forward(x));
  }
}
