package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.kernel.DeviceMemory;
import org.jocl.cl_mem;

/**
 * Floats on a device.
 *
 * @param mem the handle
 * @param length number of floats
 */
record ClBuffer(cl_mem mem, int length) implements DeviceMemory.Buffer {
  long bytes() {
    return (long) length * Float.BYTES;
  }
}
