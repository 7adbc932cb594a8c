package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.kernel.ConvShape;

/** Tells tests of other packages which way a convolution takes. */
public final class ConvWays {
  private ConvWays() {}

  /** Rows of the Winograd tiles by which the kernels of this name compute y; 0 for none. */
  public static int forward(String kernels, ConvShape s) {
    return direct(kernels) ? 0 : ConvChoice.forward(s, ConvChoice.forced(kernels), Lanes.L).m();
  }

  /** Likewise for the gradient in x. */
  public static int inputGrad(String kernels, ConvShape s) {
    return s.turned().map(t -> forward(kernels, t)).orElse(0);
  }

  /** Likewise for the gradient in w. */
  public static int weightGrad(String kernels, ConvShape s) {
    return direct(kernels) ? 0 : ConvChoice.weightGrad(s, ConvChoice.forced(kernels), Lanes.L).m();
  }

  /** Other kernels than vector ones know no tiles. */
  private static boolean direct(String kernels) {
    return !kernels.startsWith("vector");
  }
}
