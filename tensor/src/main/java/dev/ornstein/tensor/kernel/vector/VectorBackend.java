package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.AdamStep;
import dev.ornstein.tensor.kernel.AttentionShape;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.ImageDft;
import dev.ornstein.tensor.kernel.LoopNest;
import dev.ornstein.tensor.kernel.NormConv;
import dev.ornstein.tensor.kernel.NormShape;
import dev.ornstein.tensor.kernel.PoolShape;
import dev.ornstein.tensor.kernel.ReduceOp;
import dev.ornstein.tensor.kernel.UnaryOp;
import dev.ornstein.tensor.kernel.scalar.OptimizerKernels;
import dev.ornstein.tensor.kernel.scalar.ScalarBackend;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** Kernels with SIMD instructions. What is not overridden here is the scalar kernel. */
public final class VectorBackend extends ScalarBackend {
  /** Elements per chunk of an elementwise pass: 256 KiB, a fraction of the second-level cache. */
  private static final int GRAIN = 65_536;

  private final Parallel parallel;
  private final String name;

  private final ConvKernels convolutions;

  /**
   * @param parallel the threads that the kernels use
   * @param name {@code vector}, or {@code vector-direct}, {@code vector-winograd2} or {@code
   *     vector-winograd4} for kernels whose convolutions take that way wherever it serves
   */
  public VectorBackend(Parallel parallel, String name) {
    super(parallel);
    this.parallel = parallel;
    this.name = name;
    this.convolutions = new ConvKernels(ConvChoice.forced(name), parallel);
  }

  /** Bits in the vectors that the JVM prefers on this machine. */
  public static int vectorBits() {
    return Lanes.S.vectorBitSize();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "vector kernels: " + Lanes.L + " floats per instruction (" + vectorBits() + " bits)";
  }

  @Override
  public void fill(Tensor out, float value) {
    float[] a = out.array();
    int o = out.offset();
    parallel.forChunks(out.size(), GRAIN, (from, to) -> Arrays.fill(a, o + from, o + to, value));
  }

  @Override
  public void affine(Tensor out, Tensor x, float scale, float shift) {
    parallel.forChunks(
        out.size(),
        GRAIN,
        (from, to) ->
            VectorElementwise.affine(
                out.array(),
                out.offset() + from,
                x.array(),
                x.offset() + from,
                scale,
                shift,
                to - from));
  }

  @Override
  public void axpy(Tensor out, float alpha, Tensor x) {
    parallel.forChunks(
        out.size(),
        GRAIN,
        (from, to) ->
            VectorElementwise.axpy(
                out.array(), out.offset() + from, alpha, x.array(), x.offset() + from, to - from));
  }

  @Override
  public void unary(UnaryOp op, Tensor out, Tensor x) {
    if (!VectorElementwise.has(op)) {
      super.unary(op, out, x);
      return;
    }
    parallel.forChunks(
        out.size(),
        GRAIN,
        (from, to) ->
            VectorElementwise.unary(
                op, out.array(), out.offset() + from, x.array(), x.offset() + from, to - from));
  }

  @Override
  public void binary(BinaryOp op, Tensor out, Tensor a, Tensor b) {
    LoopNest nest =
        LoopNest.collapse(
            out.shape().toArray(),
            a.shape().broadcastStrides(out.shape()),
            b.shape().broadcastStrides(out.shape()));
    int inner = nest.inner();
    int as = nest.innerStride(0);
    int bs = nest.innerStride(1);
    if (inner < Lanes.L || !VectorElementwise.has(op, as, bs)) {
      super.binary(op, out, a, b);
      return;
    }
    int pieces = (inner - 1) / GRAIN + 1;
    parallel.forChunks(
        nest.outer() * pieces,
        Math.max(1, GRAIN / inner),
        (from, to) -> {
          for (int t = from; t < to; t++) {
            int row = t / pieces;
            int i = t % pieces * GRAIN;
            VectorElementwise.binary(
                op,
                out.array(),
                out.offset() + row * inner + i,
                a.array(),
                a.offset() + nest.start(0, row) + i * as,
                as,
                b.array(),
                b.offset() + nest.start(1, row) + i * bs,
                bs,
                Math.min(GRAIN, inner - i));
          }
        });
  }

  @Override
  public void reduce(ReduceOp op, Tensor out, Tensor x, int outer, int reduced, int inner) {
    if (op != ReduceOp.SUM || reduced == 0) {
      super.reduce(op, out, x, outer, reduced, inner);
    } else if (inner == 1) {
      VectorReduce.sumRows(
          out.array(), out.offset(), x.array(), x.offset(), outer, reduced, parallel);
    } else {
      VectorReduce.sumColumns(
          out.array(), out.offset(), x.array(), x.offset(), outer, reduced, inner, parallel);
    }
  }

  @Override
  public void clip(Tensor out, Tensor g, double maxNorm) {
    double squares = VectorReduce.sumInParts(g.array(), g.offset(), g.size(), parallel, true);
    OptimizerKernels.clip(out, squares, maxNorm);
  }

  @Override
  public void gemm(Tensor c, Tensor a, Tensor b, GemmShape s) {
    VectorGemm.run(
        c.array(), c.offset(), a.array(), a.offset(), b.array(), b.offset(), s, parallel);
  }

  @Override
  public void conv2d(Tensor y, Tensor x, Tensor w, Tensor bias, Tensor addend, ConvShape s) {
    convolutions.forward(y, x, w, bias, addend, s);
  }

  @Override
  public void conv2dInputGrad(Tensor gx, Tensor gy, Tensor w, Tensor bias, ConvShape s) {
    convolutions.inputGrad(gx, Addends.of(bias, null), gy, w, s);
  }

  @Override
  public void conv2dWeightGrad(Tensor gw, Tensor x, Tensor gy, ConvShape s) {
    convolutions.weightGrad(gw, x, gy, s);
  }

  @Override
  public void conv2dGrads(
      Tensor gx, Tensor gw, Tensor gb, Tensor x, Tensor gy, Tensor w, Tensor addend, ConvShape s) {
    convolutions.grads(gx, gw, gb, x, gy, w, addend, s);
  }

  @Override
  public void conv2dTransposedGrads(
      Tensor gy, Tensor gw, Tensor gb, Tensor y, Tensor gx, Tensor w, Tensor addend, ConvShape s) {
    if (PatchConv.serves(s)) {
      convolutions.transposedGrads(gy, gw, gb, y, gx, w, addend, s);
    } else {
      super.conv2dTransposedGrads(gy, gw, gb, y, gx, w, addend, s);
    }
  }

  @Override
  public void maxPool(Tensor y, Tensor argmax, Tensor x, PoolShape s) {
    if (!HalvingPool.fits(s)) {
      super.maxPool(y, argmax, x, s);
      return;
    }
    HalvingPool.max(
        y.array(), y.offset(), argmax.array(), argmax.offset(), x.array(), x.offset(), s, parallel);
  }

  @Override
  public void avgPool(Tensor y, Tensor x, PoolShape s) {
    if (!HalvingPool.fits(s)) {
      super.avgPool(y, x, s);
      return;
    }
    HalvingPool.avg(y.array(), y.offset(), x.array(), x.offset(), s, parallel);
  }

  @Override
  public void avgPoolGrad(Tensor gx, Tensor gy, PoolShape s) {
    if (!HalvingPool.fits(s) || s.h() % 2 != 0 || s.w() % 2 != 0) {
      super.avgPoolGrad(gx, gy, s);
      return;
    }
    HalvingPool.avgGrad(gx.array(), gx.offset(), gy.array(), gy.offset(), s, parallel);
  }

  @Override
  public void softmax(Tensor y, Tensor x, int rows, int cols) {
    VectorSoftmax.forward(y.array(), y.offset(), x.array(), x.offset(), rows, cols, parallel);
  }

  @Override
  public void softmaxGrad(Tensor gx, Tensor y, Tensor gy, int rows, int cols) {
    VectorSoftmax.grad(
        gx.array(),
        gx.offset(),
        y.array(),
        y.offset(),
        gy.array(),
        gy.offset(),
        rows,
        cols,
        parallel);
  }

  @Override
  public void attention(
      Tensor y, Tensor max, Tensor share, Tensor qkv, float scale, AttentionShape s) {
    VectorAttention.forward(y, max, share, qkv, scale, s, parallel);
  }

  @Override
  public void attentionGrad(
      Tensor gqkv, Tensor qkv, Tensor gy, Tensor max, Tensor share, float scale, AttentionShape s) {
    VectorAttention.grad(gqkv, qkv, gy, max, share, scale, s, parallel);
  }

  @Override
  public void meanSquaredError(Tensor y, Tensor a, Tensor b, int rows, int cols) {
    VectorSquaredError.forward(y, a, b, rows, cols, parallel);
  }

  @Override
  public void meanSquaredErrorGrad(Tensor ga, Tensor gy, Tensor a, Tensor b, int rows, int cols) {
    VectorSquaredError.grad(ga, gy, a, b, rows, cols, parallel);
  }

  @Override
  public void channelStats(Tensor mean, Tensor var, Tensor x, NormShape s) {
    VectorBatchNorm.stats(mean, var, x, s, parallel);
  }

  @Override
  public void channelAffine(
      Tensor y,
      Tensor x,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      Activation act,
      NormShape s) {
    VectorBatchNorm.affine(y, x, mean, rstd, gamma, beta, act, s, parallel);
  }

  @Override
  public void batchNormGrad(
      Tensor gx,
      Tensor gGamma,
      Tensor gBeta,
      Tensor x,
      Tensor gy,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      Activation act,
      NormShape s) {
    VectorBatchNorm.grad(gx, gGamma, gBeta, x, gy, mean, rstd, gamma, beta, act, s, parallel);
  }

  @Override
  public void groupNorm(
      Tensor y,
      Tensor mean,
      Tensor rstd,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      float epsilon,
      Activation act,
      NormShape s) {
    if (!VectorGroupNorm.fits(s)) {
      super.groupNorm(y, mean, rstd, x, gamma, beta, epsilon, act, s);
      return;
    }
    VectorGroupNorm.forward(y, mean, rstd, x, gamma, beta, epsilon, act, s, parallel);
  }

  @Override
  public void groupNormGrad(
      Tensor gx,
      Tensor gGamma,
      Tensor gBeta,
      Tensor x,
      Tensor gy,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      Activation act,
      NormShape s) {
    if (!VectorGroupNorm.fits(s)) {
      super.groupNormGrad(gx, gGamma, gBeta, x, gy, mean, rstd, gamma, beta, act, s);
      return;
    }
    VectorGroupNorm.grad(gx, gGamma, gBeta, x, gy, mean, rstd, gamma, beta, act, s, parallel);
  }

  @Override
  public void adam(
      Tensor w, Tensor m, Tensor v, Tensor average, Tensor g, Tensor clip, AdamStep step) {
    float factor = OptimizerKernels.factor(clip);
    if (Float.isNaN(factor)) {
      return;
    }
    VectorOptimizer.adam(
        w.array(),
        w.offset(),
        m.array(),
        m.offset(),
        v.array(),
        v.offset(),
        average == null ? null : average.array(),
        average == null ? 0 : average.offset(),
        g.array(),
        g.offset(),
        w.size(),
        factor,
        step,
        parallel);
  }

  @Override
  public void ema(Tensor average, Tensor w, float decay) {
    VectorOptimizer.ema(
        average.array(), average.offset(), w.array(), w.offset(), w.size(), decay, parallel);
  }

  @Override
  public Optional<NormConv> normConv(ConvShape s) {
    return convolutions.normed(s);
  }

  @Override
  public Optional<Supplier<ImageDft>> imageDft(int height, int width) {
    return VectorDft.of(height, width);
  }

  @Override
  public void close() {
    Scratch.release();
  }
}
