package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.PoolShape;

/** Pooling windows of each H×W plane: {@code pool.cl}. Gradients are gathered by each element. */
final class ClPool {
  private static final String FAMILY = "pool";

  private final ClDevice device;

  ClPool(ClDevice device) {
    this.device = device;
  }

  void max(Tensor y, Tensor argmax, Tensor x, PoolShape s) {
    Launch call = device.kernel(FAMILY, "maxPool").write(y).write(argmax).read(x);
    geometry(call, s).put(y.size()).over(y.size());
  }

  void gather(Tensor y, Tensor x, Tensor argmax, PoolShape s) {
    Launch call = device.kernel(FAMILY, "maxPoolGather").write(y).read(x).read(argmax);
    call.put(s.h() * s.w(), s.p() * s.q(), y.size()).over(y.size());
  }

  void avg(Tensor y, Tensor x, PoolShape s) {
    Launch call = device.kernel(FAMILY, "avgPool").write(y).read(x);
    geometry(call, s).put(share(s)).put(y.size()).over(y.size());
  }

  void maxGrad(Tensor gx, Tensor gy, Tensor argmax, PoolShape s) {
    Launch call = device.kernel(FAMILY, "-DARGMAX", "poolGrad").write(gx).read(gy).read(argmax);
    geometry(call, s).put(1f).put(gx.size()).over(gx.size());
  }

  void avgGrad(Tensor gx, Tensor gy, PoolShape s) {
    Launch call = device.kernel(FAMILY, "poolGrad").write(gx).read(gy);
    geometry(call, s).put(share(s)).put(gx.size()).over(gx.size());
  }

  private static Launch geometry(Launch call, PoolShape s) {
    return call.put(s.h(), s.w(), s.p(), s.q(), s.size(), s.stride());
  }

  private static float share(PoolShape s) {
    return 1f / (s.size() * s.size());
  }
}
