package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.kernel.ConvShape;

/** Tells tests of other packages which way a convolution takes. */
public final class ConvWays {
  private ConvWays() {}

  /** Rows of the Winograd tiles by which the kernels of this name compute y; 0 for none. */
  public static int forward(String kernels, ConvShape s) {
    return direct(kernels) ? 0 : ConvWay.forward(s, ConvWay.forced(kernels), Lanes.L).m;
  }

  /** Likewise for the gradient in x. */
  public static int inputGrad(String kernels, ConvShape s) {
    int back = 2 - s.pad();
    return s.r() == 3 && s.s() == 3 && s.stride() == 1 && s.dilation() == 1 && back >= 0
        ? forward(
            kernels, new ConvShape(s.n(), s.k(), s.p(), s.q(), s.c(), 3, 3, 1, back, 1, s.groups()))
        : 0;
  }

  /** Likewise for the gradient in w. */
  public static int weightGrad(String kernels, ConvShape s) {
    return direct(kernels) ? 0 : ConvWay.weightGrad(s, ConvWay.forced(kernels), Lanes.L).m;
  }

  /** Other kernels than vector ones know no tiles. */
  private static boolean direct(String kernels) {
    return !kernels.startsWith("vector");
  }
}
