package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import java.util.Arrays;

/** Per-channel values (C), or (N, C) for each sample, and data (N, C, …). */
final class Channels {
  private Channels() {}

  /** A vector (C) as (1, C, 1, …), or (N, C) as (N, C, 1, …), to broadcast over data. */
  static Var over(Shape x, Var perChannel) {
    return perChannel.reshape(broadcastable(x, perChannel.shape()));
  }

  /** γ·x + β per channel, by operations that can be differentiated. */
  static Var affine(Var x, Var gamma, Var beta) {
    return x.times(over(x.shape(), gamma)).plus(over(x.shape(), beta));
  }

  /** Sums (N, C, …) to (C). */
  static Var sum(Var x) {
    return sum(x, Shape.of(x.dim(1)));
  }

  /** Sums (N, C, …) to (C), or (N, C). */
  static Var sum(Var x, Shape perChannel) {
    return Sum.toShape(x, broadcastable(x.shape(), perChannel)).reshape(perChannel);
  }

  private static Shape broadcastable(Shape x, Shape perChannel) {
    int[] dims = new int[x.rank()];
    Arrays.fill(dims, 1);
    dims[0] = perChannel.rank() == 1 ? 1 : x.dim(0);
    dims[1] = x.dim(1);
    return Shape.of(dims);
  }
}
