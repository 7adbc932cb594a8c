package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;
import java.util.Optional;

/** Both gradients of a convolution: what they share is done once. The bits are those of each. */
final class ConvGrads {
  private ConvGrads() {}

  /**
   * gx and gw from x, gy and w.
   *
   * @param forced the way to take where it serves, or null
   */
  static void run(
      Tensor gx,
      Tensor gw,
      Tensor x,
      Tensor gy,
      Tensor w,
      ConvShape s,
      ConvWay forced,
      Parallel parallel) {
    Optional<ConvShape> turned = s.turned();
    ConvWay way = ConvChoice.weightGrad(s, forced, L);
    boolean alike = turned.map(t -> ConvChoice.forward(t, forced, L) == way).orElse(false);
    if (!alike || way == ConvWay.DIRECT) {
      ConvInputGrad.run(
          gx.array(),
          gx.offset(),
          gy.array(),
          gy.offset(),
          w.array(),
          w.offset(),
          s,
          forced,
          parallel);
      ConvWeightGrad.run(
          gw.array(),
          gw.offset(),
          x.array(),
          x.offset(),
          gy.array(),
          gy.offset(),
          s,
          forced,
          parallel);
      return;
    }
    WinogradWeightGrad.both(
        gx.array(),
        gx.offset(),
        gw.array(),
        gw.offset(),
        x.array(),
        x.offset(),
        gy.array(),
        gy.offset(),
        w.array(),
        w.offset(),
        s,
        way.m(),
        parallel);
  }
}
