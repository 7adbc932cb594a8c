package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.Backend;

/**
 * Kernels as GPUs get them, on whatever device there is: a processor runs them too, slowly, so that
 * their barriers and local memory are tested where there is no GPU.
 */
public final class AsOnGpus {
  /** Local memory that every GPU with OpenCL has; a processor says that it has more. */
  private static final long LOCAL_BYTES = 32 << 10;

  private AsOnGpus() {}

  /** The first device, taken for a GPU. */
  public static Backend backend(Parallel parallel) {
    OpenClDevices.Found found = OpenClDevices.choose("opencl:0");
    DeviceInfo d = found.info();
    DeviceInfo gpu =
        new DeviceInfo(
            d.index(),
            DeviceInfo.Kind.GPU,
            d.name(),
            d.platform(),
            d.version(),
            d.driver(),
            d.computeUnits(),
            d.memoryBytes(),
            d.largestBuffer(),
            LOCAL_BYTES,
            d.largestGroup(),
            d.doubles(),
            d.roundsDivisions());
    return new OpenClBackend(
        parallel, new OpenClDevices.Found(gpu, found.platform(), found.id()), null);
  }
}
