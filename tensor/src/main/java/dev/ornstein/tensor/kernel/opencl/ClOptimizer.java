package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.AdamStep;

/** Updates of flat arenas, one pass each: {@code optimizer.cl}. */
final class ClOptimizer {
  private static final String FAMILY = "optimizer";

  private final ClDevice device;

  ClOptimizer(ClDevice device) {
    this.device = device;
  }

  /** The norm and the factor from ‖g‖², which is the first element of {@code out}. */
  void clip(Tensor out, double maxNorm) {
    device.kernel(FAMILY, "clip").update(out).put((float) maxNorm).over(1);
  }

  void adam(Tensor w, Tensor m, Tensor v, Tensor average, Tensor g, Tensor clip, AdamStep s) {
    String options = (average == null ? "" : "-DAVERAGE ") + (clip == null ? "" : "-DCLIP");
    Launch call = device.kernel(FAMILY, options, "adam").update(w).update(m).update(v).read(g);
    if (average != null) {
      call.update(average).put(s.averageDecay(), 1 - s.averageDecay());
    }
    if (clip != null) {
      call.read(clip);
    }
    call.put(s.beta1(), 1 - s.beta1(), s.beta2(), 1 - s.beta2());
    call.put(1 / s.correction2(), s.epsilon());
    call.put(1 - s.lr() * s.decay(), s.lr() / s.correction1());
    call.put(w.size()).over(w.size());
  }

  void ema(Tensor average, Tensor w, float decay) {
    Launch call = device.kernel(FAMILY, "ema").update(average).read(w);
    call.put(decay, 1 - decay).put(w.size()).over(w.size());
  }
}
