package dev.ornstein.tensor.op;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.AttentionShape;

/**
 * Self-attention as a single pass, with its gradient. Queries, keys and values are the channels of
 * one tensor (N, 3·C, …), in this order, each with its heads side by side.
 */
public final class Attention {
  /** The result (N, C, …) with what its gradient needs: see the kernel; each (N, heads, P). */
  public record Result(Tensor y, Tensor max, Tensor share) {}

  private Attention() {}

  /**
   * The extents of queries, keys and values (N, 3·C, …).
   *
   * @throws ShapeException when there is no channel axis or it cannot be cut into three parts of
   *     {@code heads} heads
   */
  public static AttentionShape shape(Shape qkv, int heads) {
    if (qkv.rank() < 2 || heads < 1 || qkv.dim(1) % (3 * heads) != 0) {
      throw new ShapeException(
          "attention with "
              + heads
              + " heads needs queries, keys and values (N, 3·C, …) with C a multiple of the heads;"
              + " got "
              + qkv);
    }
    int positions = qkv.product(2, qkv.rank());
    return new AttentionShape(qkv.dim(0), heads, qkv.dim(1) / (3 * heads), positions);
  }

  /** Per sample and head v·softmax(scale·qᵀk)ᵀ. */
  public static Result forward(Tensor qkv, int heads, float scale) {
    AttentionShape s = shape(qkv.shape(), heads);
    Engine e = qkv.engine();
    Shape perQuery = Shape.of(s.n(), heads, s.p());
    Shape out = qkv.shape().with(1, heads * s.d());
    Result r = new Result(e.empty(out), e.empty(perQuery), e.empty(perQuery));
    e.backend().attention(r.y, r.max, r.share, qkv, scale, s);
    return r;
  }

  /**
   * The gradient of {@link #forward}, of qkv's shape.
   *
   * @param gy the gradient of the result
   * @param max as the result has it
   * @param share likewise
   */
  public static Tensor grad(
      Tensor qkv, Tensor gy, Tensor max, Tensor share, int heads, float scale) {
    AttentionShape s = shape(qkv.shape(), heads);
    gy.shape().require(qkv.shape().with(1, heads * s.d()), "the output gradient of attention");
    Tensor g = qkv.engine().empty(qkv.shape());
    qkv.engine().backend().attentionGrad(g, qkv, gy, max, share, scale, s);
    return g;
  }
}
