package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;
import dev.ornstein.tensor.kernel.NormConv;
import java.util.Optional;

/**
 * Convolutions and their gradients, each by the class that serves its shape: those that skip by
 * {@link PatchConv} and {@link PatchGrads}, others by the {@link ConvWay} that {@link ConvChoice}
 * names.
 */
final class ConvKernels {
  /** The way to take where it serves, or null for the fastest. */
  private final ConvWay forced;

  private final Parallel parallel;

  ConvKernels(ConvWay forced, Parallel parallel) {
    this.forced = forced;
    this.parallel = parallel;
  }

  void forward(Tensor y, Tensor x, Tensor w, Tensor bias, Tensor addend, ConvShape s) {
    VectorConv.forward(
        y.array(),
        y.offset(),
        x.array(),
        x.offset(),
        w.array(),
        w.offset(),
        Addends.of(bias, addend),
        s,
        forced,
        parallel);
  }

  void inputGrad(Tensor gx, Addends add, Tensor gy, Tensor w, ConvShape s) {
    if (PatchConv.serves(s)) {
      PatchGrads.run(gx, add, null, BiasGrad.NONE, null, gy, w, s, parallel);
      return;
    }
    ConvInputGrad.run(
        gx.array(),
        gx.offset(),
        gy.array(),
        gy.offset(),
        w.array(),
        w.offset(),
        add,
        s,
        forced,
        parallel);
  }

  void weightGrad(Tensor gw, Tensor x, Tensor gy, ConvShape s) {
    weightGrad(gw, BiasGrad.NONE, x, gy, s);
  }

  private void weightGrad(Tensor gw, BiasGrad gb, Tensor x, Tensor gy, ConvShape s) {
    if (PatchConv.serves(s)) {
      PatchGrads.run(null, Addends.NONE, gw, gb, x, gy, null, s, parallel);
      return;
    }
    ConvWeightGrad.run(
        gw.array(),
        gw.offset(),
        x.array(),
        x.offset(),
        gy.array(),
        gy.offset(),
        gb,
        s,
        forced,
        parallel);
  }

  /** All gradients, from a gy that is read once where one class can do them. */
  void grads(
      Tensor gx, Tensor gw, Tensor gb, Tensor x, Tensor gy, Tensor w, Tensor addend, ConvShape s) {
    BiasGrad bias = BiasGrad.of(gb, s.n(), s.k());
    Addends add = Addends.of(null, addend);
    if (gx == null) {
      weightGrad(gw, bias, x, gy, s);
    } else if (PatchConv.serves(s)) {
      PatchGrads.run(gx, add, gw, bias, x, gy, w, s, parallel);
    } else {
      WinogradWeightGrad shared = WinogradWeightGrad.shared(s, forced, parallel);
      if (shared == null) {
        inputGrad(gx, add, gy, w, s);
        weightGrad(gw, bias, x, gy, s);
      } else {
        shared.all(ImageExchange.of(gx, add, x, s), gw, bias, gy, w);
      }
    }
    bias.collect();
  }

  /** Where {@link PatchConv#serves}: those of the transposed convolution, from a gx read once. */
  void transposedGrads(
      Tensor gy, Tensor gw, Tensor gb, Tensor y, Tensor gx, Tensor w, Tensor addend, ConvShape s) {
    BiasGrad bias = BiasGrad.of(gb, s.n(), s.c());
    PatchGrads.transposed(gy, Addends.of(null, addend), gw, bias, y, gx, w, s, parallel);
    bias.collect();
  }

  /** See {@link VectorNormConv#of}. */
  Optional<NormConv> normed(ConvShape s) {
    return VectorNormConv.of(s, forced, parallel);
  }
}
