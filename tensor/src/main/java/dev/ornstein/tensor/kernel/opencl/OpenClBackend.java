package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.AdamStep;
import dev.ornstein.tensor.kernel.AttentionShape;
import dev.ornstein.tensor.kernel.BatchDft;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;
import dev.ornstein.tensor.kernel.DeviceMemory;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.NormShape;
import dev.ornstein.tensor.kernel.PoolShape;
import dev.ornstein.tensor.kernel.ReduceOp;
import dev.ornstein.tensor.kernel.UnaryOp;
import dev.ornstein.tensor.kernel.scalar.ScalarBackend;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Kernels on an OpenCL device. This class only hands tensors on; the calls are in the classes of
 * this package, one per family. What no family takes runs on the host, where tensors are fetched
 * for it and brought back.
 */
public final class OpenClBackend extends ScalarBackend {
  private final ClDevice device;
  private final ClElementwise elementwise;
  private final ClMove move;
  private final ClOptimizer optimizer;
  private final ClReduce reduce;
  private final ClPool pool;
  private final ClNoise noise;
  private final ClAttention attention;
  private final ClNorm norm;
  private final ClSoftmax softmax;
  private final ClSquaredError squaredError;
  private final Turns turns;
  private final ClProducts products;
  private final ClConvolutions convolutions;
  private final Tuning tuning;
  private final boolean tuned;

  /**
   * @param parallel threads for what runs on the host
   * @param wanted {@code opencl} or {@code opencl:i}; see {@link OpenClDevices#choose}
   * @param tiles the file of {@link TileTuning}, whether or not it is there; null for none
   * @param log receives a line when that file cannot be used
   * @throws dev.ornstein.tensor.UserError when there is no such device, saying why
   */
  public OpenClBackend(Parallel parallel, String wanted, Path tiles, Consumer<String> log) {
    this(parallel, OpenClDevices.choose(wanted), tiles, log);
  }

  private OpenClBackend(
      Parallel parallel, OpenClDevices.Found found, Path tiles, Consumer<String> log) {
    this(
        parallel,
        found,
        tiles == null ? null : new TileFile(tiles).find(found.info(), log).orElse(null));
  }

  /**
   * @param tuning what serves the device best, or null for what serves most of its kind
   */
  OpenClBackend(Parallel parallel, OpenClDevices.Found found, Tuning tuning) {
    this(parallel, found, tuning, null, false);
  }

  /**
   * @param forced the way of convolutions where it serves, or null for the one that is expected to
   *     be the fastest
   * @param special whether every convolution has a program for its geometry, as large ones do
   */
  OpenClBackend(
      Parallel parallel,
      OpenClDevices.Found found,
      Tuning tuning,
      ConvWay forced,
      boolean special) {
    super(parallel);
    this.device = new ClDevice(found);
    this.elementwise = new ClElementwise(device);
    this.move = new ClMove(device);
    this.optimizer = new ClOptimizer(device);
    this.reduce = new ClReduce(device);
    this.pool = new ClPool(device);
    this.noise = new ClNoise(device);
    this.attention = new ClAttention(device);
    this.norm = new ClNorm(device);
    this.softmax = new ClSoftmax(device);
    this.squaredError = new ClSquaredError(device);
    this.turns = new Turns(device);
    this.tuned = tuning != null;
    this.tuning = tuned ? tuning : Tuning.of(device.info());
    this.products = new ClProducts(device, this.tuning.tiles(), special);
    this.convolutions = new ClConvolutions(device, products, this.tuning.winograd(), forced);
  }

  /** Where its tensors' buffers are: kernels of another one take none of them. */
  ClDevice device() {
    return device;
  }

  @Override
  public String name() {
    return "opencl";
  }

  @Override
  public String description() {
    return "OpenCL kernels on " + device.info().description() + (tuned ? ", " + tuning : "");
  }

  /** How products and convolutions are computed. */
  Tuning tuning() {
    return tuning;
  }

  /** Waits for all that is queued. */
  void finish() {
    device.memory().finish();
  }

  @Override
  public Optional<DeviceMemory> deviceMemory() {
    return Optional.of(device.memory());
  }

  @Override
  public void fill(Tensor out, float value) {
    elementwise.fill(out, value);
  }

  @Override
  public void affine(Tensor out, Tensor x, float scale, float shift) {
    elementwise.affine(out, x, scale, shift);
  }

  @Override
  public void axpy(Tensor out, float alpha, Tensor x) {
    elementwise.axpy(out, alpha, x);
  }

  @Override
  public void unary(UnaryOp op, Tensor out, Tensor x) {
    elementwise.unary(op, out, x);
  }

  @Override
  public void binary(BinaryOp op, Tensor out, Tensor a, Tensor b) {
    elementwise.binary(op, out, a, b);
  }

  @Override
  public void copy(Tensor out, Tensor x) {
    elementwise.copy(out, x);
  }

  // ---- rows -------------------------------------------------------------------------------------

  @Override
  public void softmax(Tensor y, Tensor x, int rows, int cols) {
    softmax.softmax(y, x, rows, cols);
  }

  @Override
  public void softmaxGrad(Tensor gx, Tensor y, Tensor gy, int rows, int cols) {
    softmax.softmaxGrad(gx, y, gy, rows, cols);
  }

  @Override
  public void logSumExp(Tensor y, Tensor x, int rows, int cols) {
    softmax.logSumExp(y, x, rows, cols);
  }

  @Override
  public void meanSquaredError(Tensor y, Tensor a, Tensor b, int rows, int cols) {
    squaredError.forward(y, a, b, rows, cols);
  }

  @Override
  public void meanSquaredErrorGrad(Tensor ga, Tensor gy, Tensor a, Tensor b, int rows, int cols) {
    squaredError.grad(ga, gy, a, b, rows, cols);
  }

  // ---- attention --------------------------------------------------------------------------------

  @Override
  public void attention(
      Tensor y, Tensor max, Tensor share, Tensor qkv, float scale, AttentionShape s) {
    if (attention.takes(s)) {
      attention.forward(y, max, share, qkv, scale, s);
    } else {
      super.attention(y, max, share, qkv, scale, s);
    }
  }

  @Override
  public void attentionGrad(
      Tensor gqkv, Tensor qkv, Tensor gy, Tensor max, Tensor share, float scale, AttentionShape s) {
    if (attention.takesGrad(s)) {
      attention.grad(gqkv, qkv, gy, max, share, scale, s);
    } else {
      super.attentionGrad(gqkv, qkv, gy, max, share, scale, s);
    }
  }

  // ---- normalisation ----------------------------------------------------------------------------

  @Override
  public void channelStats(Tensor mean, Tensor var, Tensor x, NormShape s) {
    norm.channelStats(mean, var, x, s);
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
    norm.channelAffine(y, x, mean, rstd, gamma, beta, act, s);
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
    norm.batchNormGrad(gx, gGamma, gBeta, x, gy, mean, rstd, gamma, beta, act, s);
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
    norm.groupNorm(y, mean, rstd, x, gamma, beta, epsilon, act, s);
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
    norm.groupNormGrad(gx, gGamma, gBeta, x, gy, mean, rstd, gamma, beta, act, s);
  }

  @Override
  public void modulate(Tensor y, Tensor m, Tensor p, boolean shifts) {
    norm.modulate(y, m, p, shifts);
  }

  @Override
  public void modulateGrad(Tensor gm, Tensor gp, Tensor gy, Tensor m, Tensor p, boolean shifts) {
    norm.modulateGrad(gm, gp, gy, m, p, shifts);
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
    move.copyStrided(out, outStart, outStrides, x, xStart, xStrides, dims);
  }

  @Override
  public void gatherRows(Tensor out, Tensor table, int[] index) {
    move.gatherRows(out, table, index);
  }

  @Override
  public void scatterAddRows(Tensor out, Tensor rows, int[] index) {
    move.scatterAddRows(out, rows, index);
  }

  @Override
  public void clip(Tensor out, Tensor g, double maxNorm) {
    reduce.reduce(ReduceOp.SUM_OF_SQUARES, out.window(0, Shape.SCALAR), g, 1, g.size(), 1);
    optimizer.clip(out, maxNorm);
  }

  @Override
  public void adam(
      Tensor w, Tensor m, Tensor v, Tensor average, Tensor g, Tensor clip, AdamStep step) {
    optimizer.adam(w, m, v, average, g, clip, step);
  }

  @Override
  public void ema(Tensor average, Tensor w, float decay) {
    optimizer.ema(average, w, decay);
  }

  @Override
  public void reduce(ReduceOp op, Tensor out, Tensor x, int outer, int reduced, int inner) {
    reduce.reduce(op, out, x, outer, reduced, inner);
  }

  @Override
  public void maxPool(Tensor y, Tensor argmax, Tensor x, PoolShape s) {
    pool.max(y, argmax, x, s);
  }

  @Override
  public void maxPoolGrad(Tensor gx, Tensor gy, Tensor argmax, PoolShape s) {
    pool.maxGrad(gx, gy, argmax, s);
  }

  @Override
  public void maxPoolGather(Tensor y, Tensor x, Tensor argmax, PoolShape s) {
    pool.gather(y, x, argmax, s);
  }

  @Override
  public void avgPool(Tensor y, Tensor x, PoolShape s) {
    pool.avg(y, x, s);
  }

  @Override
  public void avgPoolGrad(Tensor gx, Tensor gy, PoolShape s) {
    pool.avgGrad(gx, gy, s);
  }

  @Override
  public void uniform(Tensor out, float lo, float hi, int[] roots, long firstBlock) {
    if (noise.possible()) {
      noise.uniform(out, lo, hi, roots, firstBlock);
    } else {
      super.uniform(out, lo, hi, roots, firstBlock);
    }
  }

  @Override
  public void normal(Tensor out, int[] roots, long firstBlock) {
    if (noise.possible()) {
      noise.normal(out, roots, firstBlock);
    } else {
      super.normal(out, roots, firstBlock);
    }
  }

  @Override
  public Optional<BatchDft> batchDft(int height, int width) {
    return ClFourier.of(device, turns, height, width);
  }

  @Override
  public void gemm(Tensor c, Tensor a, Tensor b, GemmShape s) {
    products.gemm(c, a, b, s);
  }

  @Override
  public void conv2d(Tensor y, Tensor x, Tensor w, Tensor bias, Tensor addend, ConvShape s) {
    convolutions.conv2d(y, x, w, bias, s);
    if (addend != null) {
      binary(BinaryOp.ADD, y, y, addend);
    }
  }

  @Override
  public void conv2dInputGrad(Tensor gx, Tensor gy, Tensor w, Tensor bias, ConvShape s) {
    convolutions.conv2dInputGrad(gx, gy, w, s);
    if (bias != null) {
      binary(BinaryOp.ADD, gx, gx, bias.reshape(-1, 1, 1));
    }
  }

  @Override
  public void conv2dWeightGrad(Tensor gw, Tensor x, Tensor gy, ConvShape s) {
    convolutions.conv2dWeightGrad(gw, x, gy, s);
  }

  @Override
  public void close() {
    device.close();
    super.close();
  }
}
