package dev.ornstein.nn.block;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Layer;
import dev.ornstein.nn.layer.GroupNorm;
import dev.ornstein.nn.layer.SelfAttention2d;

/** y = x + attention(norm(x)), beginning as the identity. */
public final class AttentionBlock extends Layer {
  private final GroupNorm norm;
  private final SelfAttention2d attention;

  /**
   * @param channels C
   * @param heads divides C
   */
  public AttentionBlock(Init init, int channels, int heads) {
    super(init);
    norm = make("norm", i -> new GroupNorm(i, ResBlock.groups(channels), channels));
    attention = make("attention", i -> new SelfAttention2d(i, channels, heads).zero());
  }

  /**
   * @param x (N, C, H, W)
   * @return of x's shape
   */
  @Override
  public Var forward(Var x) {
    return x.plus(attention.forward(norm.forward(x)));
  }
}
