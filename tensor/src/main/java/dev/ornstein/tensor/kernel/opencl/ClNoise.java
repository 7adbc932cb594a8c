package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Philox;

/**
 * Random numbers with the bits of {@link dev.ornstein.tensor.kernel.Deviates}: {@code noise.cl}.
 * Their transformations are defined in double, so the device must know doubles.
 */
final class ClNoise {
  private static final String FAMILY = "noise";

  private final ClDevice device;

  ClNoise(ClDevice device) {
    this.device = device;
  }

  /** Whether the device gives these bits. */
  boolean possible() {
    return device.info().doubles();
  }

  void uniform(Tensor out, float lo, float hi, int[] roots, long firstBlock) {
    Launch call = device.kernel(FAMILY, "-DUNIFORM", "uniformNumbers").write(out);
    call.putDouble(lo).putDouble(((double) hi - lo) * 0x1p-24).put(Math.nextDown(hi));
    finish(call, out, roots, firstBlock);
  }

  void normal(Tensor out, int[] roots, long firstBlock) {
    finish(device.kernel(FAMILY, "normalNumbers").write(out), out, roots, firstBlock);
  }

  private void finish(Launch call, Tensor out, int[] roots, long firstBlock) {
    int samples = roots.length / Philox.WORDS;
    int elements = samples == 0 ? 0 : out.size() / samples;
    int blocks = elements == 0 ? 0 : (elements - 1) / Philox.WORDS + 1;
    int n = samples * blocks;
    call.put(device.numbers(roots)).put((int) firstBlock, (int) (firstBlock >>> 32));
    call.put(elements, blocks, n).over(n);
  }
}
