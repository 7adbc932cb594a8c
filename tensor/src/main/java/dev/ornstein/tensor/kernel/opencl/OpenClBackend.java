package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.DeviceMemory;
import dev.ornstein.tensor.kernel.GemmShape;
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
  private final ClProducts products;

  /**
   * @param parallel threads for what runs on the host
   * @param wanted {@code opencl} or {@code opencl:i}; see {@link OpenClDevices#choose}
   * @throws dev.ornstein.tensor.UserError when there is no such device, saying why
   */
  public OpenClBackend(Parallel parallel, String wanted) {
    this(parallel, OpenClDevices.choose(wanted), null);
  }

  /**
   * @param tiles by which products are computed, or null for those that serve such devices
   */
  OpenClBackend(Parallel parallel, OpenClDevices.Found found, TileSizes tiles) {
    super(parallel);
    this.device = new ClDevice(found);
    this.elementwise = new ClElementwise(device);
    this.products =
        new ClProducts(device, tiles == null ? TileSizes.of(device.info().kind()) : tiles);
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
  public void gemm(Tensor c, Tensor a, Tensor b, GemmShape s) {
    products.gemm(c, a, b, s);
  }

  @Override
  public void conv2d(Tensor y, Tensor x, Tensor w, Tensor bias, ConvShape s) {
    products.conv2d(y, x, w, bias, s);
  }

  @Override
  public void conv2dInputGrad(Tensor gx, Tensor gy, Tensor w, ConvShape s) {
    products.conv2dInputGrad(gx, gy, w, s);
  }

  @Override
  public void conv2dWeightGrad(Tensor gw, Tensor x, Tensor gy, ConvShape s) {
    products.conv2dWeightGrad(gw, x, gy, s);
  }

  @Override
  public void close() {
    device.close();
    super.close();
  }
}
