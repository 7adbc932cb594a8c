package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.AttentionShape;

/**
 * Self-attention (Vaswani et al. 2017): per sample and head, with the columns of q, k, v (d × P)
 * belonging to positions, y = v·tᵀ, t = softmax(scale·qᵀk) along its rows. With g = gyᵀ·v and h =
 * t·(g − ⟨g, t⟩)
 *
 * <pre>
 * gq = scale·k·hᵀ,  gk = scale·q·h,  gv = gy·t
 * </pre>
 *
 * <p>t is worked out again, not kept: only the largest score of each query and its share are, as in
 * FlashAttention (Dao et al. 2022). Queries, keys and values are parts of one tensor, so that no
 * part of it, nor of its gradient, is copied.
 */
public final class Attention extends Operation {
  private final Var qkv;
  private final int heads;
  private final float scale;
  private Tensor max;
  private Tensor share;

  private Attention(Var qkv, int heads, float scale) {
    super(qkv);
    this.qkv = qkv;
    this.heads = heads;
    this.scale = scale;
  }

  /**
   * @param qkv (N, 3·C, …): queries, keys, values, each with its heads side by side
   * @param heads divides C
   * @return (N, C, …)
   */
  public static Var of(Var qkv, int heads, float scale) {
    return new Attention(qkv, heads, scale).apply();
  }

  @Override
  protected Tensor forward() {
    dev.ornstein.tensor.op.Attention.Result r =
        dev.ornstein.tensor.op.Attention.forward(qkv.value(), heads, scale);
    max = r.max();
    share = r.share();
    save(qkv.value());
    return r.y();
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(qkv, () -> to.recorded() ? composed(gy) : fused(gy));
  }

  private Var fused(Var gy) {
    return Var.constant(
        dev.ornstein.tensor.op.Attention.grad(qkv.value(), gy.value(), max, share, heads, scale));
  }

  private Var composed(Var gy) {
    AttentionShape s = dev.ornstein.tensor.op.Attention.shape(qkv.shape(), heads);
    Var q = part(0, s).times(scale);
    Var k = part(1, s);
    Var v = part(2, s);
    Var gOut = gy.reshape(s.entries(), s.d(), s.p());
    Var t = q.matmul(k, true, false).softmax();
    Var product = gOut.matmul(v, true, false).times(t);
    Var h = product.minus(t.times(product.sum(true, -1)));
    Var gq = k.matmul(h, false, true).times(scale);
    return Concat.of(1, whole(gq, s), whole(q.matmul(h), s), whole(gOut.matmul(t), s))
        .reshape(qkv.shape());
  }

  /** Queries, keys or values, (N·heads, d, P). */
  private Var part(int index, AttentionShape s) {
    return qkv.reshape(s.n(), 3, s.part())
        .slice(1, index, index + 1)
        .reshape(s.entries(), s.d(), s.p());
  }

  private static Var whole(Var part, AttentionShape s) {
    return part.reshape(s.n(), 1, s.part());
  }
}
