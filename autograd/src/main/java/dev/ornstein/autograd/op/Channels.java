package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import java.util.Arrays;

/** Per-channel values (C) and data (N, C, …). */
final class Channels {
  private Channels() {}

  /** A vector (C) as (1, C, 1, …), to broadcast over data of shape {@code x}. */
  static Var over(Shape x, Var perChannel) {
    return perChannel.reshape(broadcastable(x));
  }

  /** γ·x + β per channel, by operations that can be differentiated. */
  static Var affine(Var x, Var gamma, Var beta) {
    return x.times(over(x.shape(), gamma)).plus(over(x.shape(), beta));
  }

  /** Sums (N, C, …) to (C). */
  static Var sum(Var x) {
    return Sum.toShape(x, broadcastable(x.shape())).reshape(Shape.of(x.dim(1)));
  }

  private static Shape broadcastable(Shape x) {
    int[] dims = new int[x.rank()];
    Arrays.fill(dims, 1);
    dims[1] = x.dim(1);
    return Shape.of(dims);
  }
}
