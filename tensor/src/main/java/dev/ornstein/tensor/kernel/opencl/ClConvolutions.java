package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;
import java.util.Optional;

/** Convolutions and their gradients, each by the {@link ConvWay} that serves the device best. */
final class ClConvolutions {
  private final ClProducts products;
  private final ClWinograd winograd;
  private final WinogradChannels channels;
  private final ConvWay forced;

  /**
   * @param channels from which Winograd's way is taken
   * @param forced the way to take where it serves, or null
   */
  ClConvolutions(ClDevice device, ClProducts products, WinogradChannels channels, ConvWay forced) {
    this.products = products;
    this.winograd = new ClWinograd(device, products);
    this.channels = channels;
    this.forced = forced;
  }

  void conv2d(Tensor y, Tensor x, Tensor w, Tensor bias, ConvShape s) {
    ConvWay way = checked(channels.forward(s, forced), s);
    if (way == ConvWay.DIRECT) {
      products.conv2d(y, x, w, bias, s);
    } else {
      winograd.forward(y, x, w, bias, s, way, false);
    }
  }

  void conv2dInputGrad(Tensor gx, Tensor gy, Tensor w, ConvShape s) {
    Optional<ConvShape> turned = s.turned();
    ConvWay way = turned.map(t -> checked(channels.forward(t, forced), t)).orElse(ConvWay.DIRECT);
    if (way == ConvWay.DIRECT) {
      products.conv2dInputGrad(gx, gy, w, s);
    } else {
      winograd.forward(gx, gy, w, null, turned.orElseThrow(), way, true);
    }
  }

  void conv2dWeightGrad(Tensor gw, Tensor x, Tensor gy, ConvShape s) {
    ConvWay way = checked(channels.weightGrad(s, forced), s);
    if (way == ConvWay.DIRECT) {
      products.conv2dWeightGrad(gw, x, gy, s);
    } else {
      winograd.weightGrad(gw, x, gy, s, way);
    }
  }

  /** Directly go convolutions without images, or with too many kernels for the device. */
  private ConvWay checked(ConvWay way, ConvShape s) {
    return s.n() > 0 && winograd.hasRoom(s, way) ? way : ConvWay.DIRECT;
  }
}
