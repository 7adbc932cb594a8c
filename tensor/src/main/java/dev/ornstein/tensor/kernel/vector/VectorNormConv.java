package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;
import dev.ornstein.tensor.kernel.GroupNormed;
import dev.ornstein.tensor.kernel.NormConv;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Optional;

/**
 * Group normalisation within a convolution by Winograd's tiles, which has each image near with the
 * channels innermost. Forward, that image is normalised before it is cut into tiles. Back, its
 * gradient goes through the normalisation before it leaves, which makes act(z) once more on the
 * way: the weight gradient's tiles are cut from that. Memory sees x and y, but not act(z) or its
 * gradient: half of the bytes.
 */
final class VectorNormConv implements NormConv {
  private final ConvShape s;
  private final ConvWay forward;
  private final WinogradWeightGrad back;
  private final ChannelLast pixels;
  private final Parallel parallel;

  private VectorNormConv(ConvShape s, ConvWay forward, WinogradWeightGrad back, Parallel parallel) {
    this.s = s;
    this.forward = forward;
    this.back = back;
    this.pixels = new ChannelLast(s.h(), s.w(), s.c());
    this.parallel = parallel;
  }

  /**
   * Nothing where the convolution goes another way, or its gradients not image by image; in that
   * the number of images does not matter, so that one gets the same bits in any batch.
   *
   * @param forced the way to take where it serves, or null
   */
  static Optional<NormConv> of(ConvShape s, ConvWay forced, Parallel parallel) {
    ConvWay forward = ConvChoice.forward(s, forced, L);
    if (forward == ConvWay.DIRECT || s.n() == 0) {
      return Optional.empty();
    }
    WinogradWeightGrad back = WinogradWeightGrad.shared(s, forced, parallel);
    return back == null || back.isLarge()
        ? Optional.empty()
        : Optional.of(new VectorNormConv(s, forward, back, parallel));
  }

  @Override
  public void forward(Tensor y, GroupNormed h, Tensor w, Tensor bias, Tensor addend) {
    ImageNorm norm = new ImageNorm(h, s);
    ImageReader normed =
        (layout, to, i) -> {
          float[] x = image(h.x(), i);
          norm.forward(x, i);
          layout.place(to, x, s.h(), s.w(), s.pad());
        };
    Addends add = Addends.of(bias, addend);
    WinogradConv.of(w.array(), w.offset(), add, s, forward.m(), parallel)
        .run(ImageWriter.to(y.array(), y.offset(), add, s), normed, parallel);
  }

  /** Image i with the channels innermost. */
  private float[] image(Tensor x, int i) {
    float[] to = Scratch.get(Slot.PIXELS, pixels.size());
    int from = x.offset() + i * s.c() * s.h() * s.w();
    pixels.fill(to, START, x.array(), from, s.c(), s.h(), s.w(), 0);
    return to;
  }

  @Override
  public void grads(
      Tensor gx,
      Tensor gGamma,
      Tensor gBeta,
      Tensor gw,
      Tensor gb,
      GroupNormed h,
      Tensor gy,
      Tensor w,
      Tensor addend) {
    ImageNorm norm = new ImageNorm(h, s);
    Addends add = Addends.of(null, addend);
    float[] sums = Scratch.get(Slot.NORM_SUMS, norm.sums());
    ImageExchange exchange =
        (from, gradient, to, frame, i) -> {
          float[] x = image(h.x(), i);
          float[] g = from.pixels(Slot.OUT, gradient, s.h(), s.w());
          float[] act = Scratch.get(Slot.NORMED, pixels.size());
          norm.grad(g, act, x, Scratch.get(Slot.NORM_GRADS, pixels.size()), sums, i);
          int at = i * s.c() * s.h() * s.w();
          pixels.drain(g, START, 0, gx.array(), gx.offset() + at, s.c(), s.h(), s.w(), add, at);
          to.place(frame, act, s.h(), s.w(), s.pad());
        };
    BiasGrad bias = BiasGrad.of(gb, s.n(), s.k());
    back.all(exchange, gw, bias, gy, w);
    bias.collect();
    norm.collect(gGamma, gBeta, sums, parallel);
  }
}
