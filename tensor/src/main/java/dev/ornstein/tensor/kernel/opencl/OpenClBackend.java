package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.AdamStep;
import dev.ornstein.tensor.kernel.BatchDft;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.DeviceMemory;
import dev.ornstein.tensor.kernel.PoolShape;
import dev.ornstein.tensor.kernel.ReduceOp;
import dev.ornstein.tensor.kernel.UnaryOp;
import dev.ornstein.tensor.kernel.scalar.ScalarBackend;
import java.util.Optional;

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
  private final Turns turns;

  /**
   * @param parallel threads for what runs on the host
   * @param wanted {@code opencl} or {@code opencl:i}; see {@link OpenClDevices#choose}
   * @throws dev.ornstein.tensor.UserError when there is no such device, saying why
   */
  public OpenClBackend(Parallel parallel, String wanted) {
    super(parallel);
    this.device = new ClDevice(OpenClDevices.choose(wanted));
    this.elementwise = new ClElementwise(device);
    this.move = new ClMove(device);
    this.optimizer = new ClOptimizer(device);
    this.reduce = new ClReduce(device);
    this.pool = new ClPool(device);
    this.noise = new ClNoise(device);
    this.turns = new Turns(device);
  }

  @Override
  public String name() {
    return "opencl";
  }

  @Override
  public String description() {
    return "OpenCL kernels on " + device.info().description();
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
  public void adam(Tensor w, Tensor m, Tensor v, Tensor average, Tensor g, AdamStep step) {
    optimizer.adam(w, m, v, average, g, step);
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
  public double sumOfSquares(Tensor x) {
    return reduce.sumOfSquares(x);
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
    return Math.max(height, width) > ClFourier.LARGEST
        ? Optional.empty()
        : Optional.of(new ClFourier(device, turns, height, width));
  }

  @Override
  public void close() {
    device.close();
    super.close();
  }
}
