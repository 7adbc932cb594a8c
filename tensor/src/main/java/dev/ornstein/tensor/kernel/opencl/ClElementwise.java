package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.LoopNest;
import dev.ornstein.tensor.kernel.UnaryOp;

/** Functions of one element, and of two that are broadcast: {@code elementwise.cl}. */
final class ClElementwise {
  private static final String FAMILY = "elementwise";

  /** Axes that a broadcast may have after it has been collapsed. */
  private static final int AXES = 6;

  private final ClDevice device;

  ClElementwise(ClDevice device) {
    this.device = device;
  }

  void fill(Tensor out, float value) {
    device.kernel(FAMILY, "fill").write(out).put(value).put(out.size()).over(out.size());
  }

  void affine(Tensor out, Tensor x, float scale, float shift) {
    Launch call = device.kernel(FAMILY, "affine").read(x).write(out);
    call.put(scale, shift).put(out.size()).over(out.size());
  }

  void axpy(Tensor out, float alpha, Tensor x) {
    device.kernel(FAMILY, "axpy").update(out).read(x).put(alpha).put(out.size()).over(out.size());
  }

  void copy(Tensor out, Tensor x) {
    if (out.memory() == x.memory() && out.offset() == x.offset()) {
      return; // a tensor that is set to itself; drivers refuse to copy it
    }
    device
        .memory()
        .copy(
            out.memory().bufferToWrite(out.size() == out.memory().length()),
            out.offset(),
            x.memory().buffer(),
            x.offset(),
            out.size());
  }

  void unary(UnaryOp op, Tensor out, Tensor x) {
    Launch call = device.kernel(FAMILY, "unary_" + op).read(x).write(out);
    call.put(out.size()).over(out.size());
  }

  void binary(BinaryOp op, Tensor out, Tensor a, Tensor b) {
    Shape target = out.shape();
    int[] as = a.shape().broadcastStrides(target);
    int[] bs = b.shape().broadcastStrides(target);
    LoopNest nest = LoopNest.collapse(target.toArray(), as, bs);
    Launch call;
    if (nest.outer() == 1) {
      call = device.kernel(FAMILY, "binary_" + op).read(a).read(b).write(out);
      call.put(nest.innerStride(0), nest.innerStride(1));
    } else {
      call = device.kernel(FAMILY, "broadcast_" + op).read(a).read(b).write(out);
      call.put(device.numbers(nest.table(AXES)));
    }
    call.put(out.size()).over(out.size());
  }
}
