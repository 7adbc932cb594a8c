package dev.ornstein.tensor.kernel.opencl;

import java.util.HashMap;
import java.util.Map;
import org.jocl.cl_mem;

/** Tables of e^(2πi·k/n) on the device, made when they are first asked for. */
final class Turns {
  private final ClDevice device;
  private final Map<Integer, ClBuffer> tables = new HashMap<>();

  Turns(ClDevice device) {
    this.device = device;
  }

  /** The table for an axis of n: pairs for k = 0 … n − 1. */
  cl_mem of(int n) {
    return tables.computeIfAbsent(n, this::upload).mem();
  }

  private ClBuffer upload(int n) {
    ClBuffer buffer = device.memory().allocate(2 * n);
    device.memory().upload(buffer, table(n));
    return buffer;
  }

  /** Entries k and n − k are conjugates of each other to the bit, so that spectra are mirrored. */
  static float[] table(int n) {
    float[] out = new float[2 * n];
    for (int k = 0; 2 * k <= n; k++) {
      double angle = 2 * Math.PI * k / n;
      float c = (float) Math.cos(angle);
      float s = 2 * k == n ? 0 : (float) Math.sin(angle);
      int mirrored = (n - k) % n;
      out[2 * mirrored] = c;
      out[2 * mirrored + 1] = -s;
      out[2 * k] = c;
      out[2 * k + 1] = s;
    }
    return out;
  }
}
