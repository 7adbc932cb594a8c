package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;
import dev.ornstein.tensor.kernel.opencl.OpenClTiles;

/** Tells tests of other packages which way a convolution takes. */
public final class ConvWays {
  private ConvWays() {}

  /** Rows of the Winograd tiles by which the kernels of this name compute y; 0 for none. */
  public static int forward(String kernels, ConvShape s) {
    return kernels.startsWith("opencl")
        ? OpenClTiles.forward(s, forcedOnDevice(kernels)).m()
        : ConvChoice.forward(s, ConvChoice.forced(kernels), Lanes.L).m();
  }

  /** Likewise for the gradient in x. */
  public static int inputGrad(String kernels, ConvShape s) {
    return s.turned().map(t -> forward(kernels, t)).orElse(0);
  }

  /** Likewise for the gradient in w. */
  public static int weightGrad(String kernels, ConvShape s) {
    return kernels.startsWith("opencl")
        ? OpenClTiles.weightGrad(s, forcedOnDevice(kernels)).m()
        : ConvChoice.weightGrad(s, ConvChoice.forced(kernels), Lanes.L).m();
  }

  private static ConvWay forcedOnDevice(String kernels) {
    switch (kernels) {
      case "opencl-winograd2":
        return ConvWay.WINOGRAD2;
      case "opencl-winograd4":
        return ConvWay.WINOGRAD4;
      default:
        return null;
    }
  }
}
