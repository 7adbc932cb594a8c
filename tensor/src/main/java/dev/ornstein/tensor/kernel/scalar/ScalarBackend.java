package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.AdamStep;
import dev.ornstein.tensor.kernel.AttentionShape;
import dev.ornstein.tensor.kernel.Backend;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.NormShape;
import dev.ornstein.tensor.kernel.PoolShape;
import dev.ornstein.tensor.kernel.ReduceOp;
import dev.ornstein.tensor.kernel.UnaryOp;

/**
 * Kernels that any JVM can run. This class only takes tensors apart; the loops are in the classes
 * of this package, one per family.
 */
public class ScalarBackend implements Backend {
  private final Parallel parallel;

  /**
   * @param parallel the threads that the kernels use
   */
  public ScalarBackend(Parallel parallel) {
    this.parallel = parallel;
  }

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public String description() {
    return "scalar kernels (plain loops, any JVM)";
  }

  @Override
  public void fill(Tensor out, float value) {
    ElementwiseKernels.fill(out.array(), out.offset(), value, out.size(), parallel);
  }

  @Override
  public void affine(Tensor out, Tensor x, float scale, float shift) {
    ElementwiseKernels.affine(
        out.array(), out.offset(), x.array(), x.offset(), scale, shift, out.size(), parallel);
  }

  @Override
  public void axpy(Tensor out, float alpha, Tensor x) {
    ElementwiseKernels.axpy(
        out.array(), out.offset(), alpha, x.array(), x.offset(), out.size(), parallel);
  }

  @Override
  public void unary(UnaryOp op, Tensor out, Tensor x) {
    UnaryKernel.run(op, out.array(), out.offset(), x.array(), x.offset(), out.size(), parallel);
  }

  @Override
  public void binary(BinaryOp op, Tensor out, Tensor a, Tensor b) {
    BinaryKernel.run(op, out, a, b, parallel);
  }

  @Override
  public void copy(Tensor out, Tensor x) {
    System.arraycopy(x.array(), x.offset(), out.array(), out.offset(), out.size());
  }

  @Override
  public void copyStrided(
      Tensor out,
      int outStart,
      int[] outStrides,
      Tensor x,
      int xStart,
      int[] xStrides,
      int[] dims) {
    MoveKernels.copyStrided(
        out.array(),
        out.offset() + outStart,
        outStrides,
        x.array(),
        x.offset() + xStart,
        xStrides,
        dims,
        parallel);
  }

  @Override
  public void gatherRows(Tensor out, Tensor table, int[] index) {
    MoveKernels.gatherRows(
        out.array(), out.offset(), table.array(), table.offset(), index, table.dim(1), parallel);
  }

  @Override
  public void scatterAddRows(Tensor out, Tensor rows, int[] index) {
    MoveKernels.scatterAddRows(
        out.array(), out.offset(), rows.array(), rows.offset(), index, out.dim(1), parallel);
  }

  @Override
  public void reduce(ReduceOp op, Tensor out, Tensor x, int outer, int reduced, int inner) {
    ReduceKernel.run(
        op, out.array(), out.offset(), x.array(), x.offset(), outer, reduced, inner, parallel);
  }

  @Override
  public void gemm(Tensor c, Tensor a, Tensor b, GemmShape s) {
    GemmKernel.run(
        c.array(), c.offset(), a.array(), a.offset(), b.array(), b.offset(), s, parallel);
  }

  @Override
  public void conv2d(Tensor y, Tensor x, Tensor w, Tensor bias, Tensor addend, ConvShape s) {
    ConvKernels.forward(
        y.array(),
        y.offset(),
        x.array(),
        x.offset(),
        w.array(),
        w.offset(),
        bias == null ? null : bias.array(),
        bias == null ? 0 : bias.offset(),
        s,
        parallel);
    if (addend != null) {
      binary(BinaryOp.ADD, y, y, addend);
    }
  }

  @Override
  public void conv2dInputGrad(Tensor gx, Tensor gy, Tensor w, Tensor bias, ConvShape s) {
    ConvKernels.inputGrad(
        gx.array(), gx.offset(), gy.array(), gy.offset(), w.array(), w.offset(), s, parallel);
    if (bias != null) {
      binary(BinaryOp.ADD, gx, gx, bias.reshape(-1, 1, 1));
    }
  }

  @Override
  public void conv2dWeightGrad(Tensor gw, Tensor x, Tensor gy, ConvShape s) {
    ConvKernels.weightGrad(
        gw.array(), gw.offset(), x.array(), x.offset(), gy.array(), gy.offset(), s, parallel);
  }

  @Override
  public void conv2dGrads(
      Tensor gx, Tensor gw, Tensor gb, Tensor x, Tensor gy, Tensor w, Tensor addend, ConvShape s) {
    ConvSteps.grads(this, gx, gw, gb, x, gy, w, addend, s);
  }

  @Override
  public void conv2dTransposedGrads(
      Tensor gy, Tensor gw, Tensor gb, Tensor y, Tensor gx, Tensor w, Tensor addend, ConvShape s) {
    ConvSteps.transposedGrads(this, gy, gw, gb, y, gx, w, addend, s);
  }

  @Override
  public void maxPool(Tensor y, Tensor argmax, Tensor x, PoolShape s) {
    PoolKernels.max(
        y.array(), y.offset(), argmax.array(), argmax.offset(), x.array(), x.offset(), s, parallel);
  }

  @Override
  public void maxPoolGrad(Tensor gx, Tensor gy, Tensor argmax, PoolShape s) {
    PoolKernels.maxGrad(
        gx.array(),
        gx.offset(),
        gy.array(),
        gy.offset(),
        argmax.array(),
        argmax.offset(),
        s,
        parallel);
  }

  @Override
  public void maxPoolGather(Tensor y, Tensor x, Tensor argmax, PoolShape s) {
    PoolKernels.gather(
        y.array(), y.offset(), x.array(), x.offset(), argmax.array(), argmax.offset(), s, parallel);
  }

  @Override
  public void avgPool(Tensor y, Tensor x, PoolShape s) {
    PoolKernels.avg(y.array(), y.offset(), x.array(), x.offset(), s, parallel);
  }

  @Override
  public void avgPoolGrad(Tensor gx, Tensor gy, PoolShape s) {
    PoolKernels.avgGrad(gx.array(), gx.offset(), gy.array(), gy.offset(), s, parallel);
  }

  @Override
  public void softmax(Tensor y, Tensor x, int rows, int cols) {
    SoftmaxKernels.forward(y.array(), y.offset(), x.array(), x.offset(), rows, cols, parallel);
  }

  @Override
  public void softmaxGrad(Tensor gx, Tensor y, Tensor gy, int rows, int cols) {
    SoftmaxKernels.grad(
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
  public void logSumExp(Tensor y, Tensor x, int rows, int cols) {
    SoftmaxKernels.logSumExp(y.array(), y.offset(), x.array(), x.offset(), rows, cols, parallel);
  }

  @Override
  public void attention(
      Tensor y, Tensor max, Tensor share, Tensor qkv, float scale, AttentionShape s) {
    AttentionKernels.forward(y, max, share, qkv, scale, s, parallel);
  }

  @Override
  public void attentionGrad(
      Tensor gqkv, Tensor qkv, Tensor gy, Tensor max, Tensor share, float scale, AttentionShape s) {
    AttentionKernels.grad(gqkv, qkv, gy, max, share, scale, s, parallel);
  }

  @Override
  public void meanSquaredError(Tensor y, Tensor a, Tensor b, int rows, int cols) {
    SquaredErrorKernels.forward(y, a, b, rows, cols, parallel);
  }

  @Override
  public void meanSquaredErrorGrad(Tensor ga, Tensor gy, Tensor a, Tensor b, int rows, int cols) {
    SquaredErrorKernels.grad(ga, gy, a, b, rows, cols, parallel);
  }

  @Override
  public void channelStats(Tensor mean, Tensor var, Tensor x, NormShape s) {
    BatchNormKernels.stats(
        mean.array(), mean.offset(), var.array(), var.offset(), x.array(), x.offset(), s, parallel);
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
    BatchNormKernels.affine(
        y.array(),
        y.offset(),
        x.array(),
        x.offset(),
        mean.array(),
        mean.offset(),
        rstd.array(),
        rstd.offset(),
        gamma.array(),
        gamma.offset(),
        beta.array(),
        beta.offset(),
        act,
        s,
        parallel);
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
    BatchNormKernels.grad(
        gx.array(),
        gx.offset(),
        gGamma.array(),
        gGamma.offset(),
        gBeta.array(),
        gBeta.offset(),
        x.array(),
        x.offset(),
        gy.array(),
        gy.offset(),
        mean.array(),
        mean.offset(),
        rstd.array(),
        rstd.offset(),
        gamma.array(),
        gamma.offset(),
        beta.array(),
        beta.offset(),
        act,
        s,
        parallel);
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
    GroupNormKernels.forward(
        y.array(),
        y.offset(),
        mean.array(),
        mean.offset(),
        rstd.array(),
        rstd.offset(),
        x.array(),
        x.offset(),
        gamma.array(),
        gamma.offset(),
        beta.array(),
        beta.offset(),
        epsilon,
        act,
        s,
        parallel);
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
    GroupNormKernels.grad(gx, gGamma, gBeta, x, gy, mean, rstd, gamma, beta, act, s, parallel);
  }

  @Override
  public void modulate(Tensor y, Tensor m, Tensor p, boolean shifts) {
    ModulationKernels.forward(y, m, p, shifts, parallel);
  }

  @Override
  public void modulateGrad(Tensor gm, Tensor gp, Tensor gy, Tensor m, Tensor p, boolean shifts) {
    ModulationKernels.grad(gm, gp, gy, m, p, shifts, parallel);
  }

  @Override
  public void clip(Tensor out, Tensor g, double maxNorm) {
    double squares =
        ReduceKernel.inDouble(
            ReduceOp.SUM_OF_SQUARES, g.array(), g.offset(), 1, g.size(), 1, parallel)[0];
    OptimizerKernels.clip(out, squares, maxNorm);
  }

  @Override
  public void adam(
      Tensor w, Tensor m, Tensor v, Tensor average, Tensor g, Tensor clip, AdamStep step) {
    float factor = OptimizerKernels.factor(clip);
    if (!Float.isNaN(factor)) {
      OptimizerKernels.adam(w, m, v, average, g, factor, step, parallel);
    }
  }

  @Override
  public void ema(Tensor average, Tensor w, float decay) {
    OptimizerKernels.ema(average, w, decay, parallel);
  }

  @Override
  public void uniform(Tensor out, float lo, float hi, int[] roots, long firstBlock) {
    noise(NoiseKernels.uniform(lo, hi), out, roots, firstBlock);
  }

  @Override
  public void normal(Tensor out, int[] roots, long firstBlock) {
    noise(NoiseKernels::normal, out, roots, firstBlock);
  }

  private void noise(NoiseKernels.Law law, Tensor out, int[] roots, long firstBlock) {
    NoiseKernels.fill(law, out.array(), out.offset(), out.size(), roots, firstBlock, parallel);
  }
}
