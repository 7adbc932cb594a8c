package dev.ornstein.tensor.kernel;

/**
 * Memory of a device with addresses of its own, for a backend whose kernels do not work on arrays
 * of the host. The thread that drives the engine uses it, in the order of its kernels: what is
 * downloaded was written by all kernels before, what is uploaded is seen by all kernels after.
 */
public interface DeviceMemory {
  /** Elements on the device; whoever made it knows what it is. */
  interface Buffer {}

  /**
   * A buffer of {@code length} floats with arbitrary content, which is freed when nothing refers to
   * it any more.
   *
   * @throws dev.ornstein.tensor.DeviceError when the device has no room for it
   */
  Buffer allocate(int length);

  /** Copies an array to a buffer of its length; the array may be changed once this returns. */
  void upload(Buffer to, float[] from);

  /** Copies a buffer to an array of its length, after all kernels before. */
  void download(float[] to, Buffer from);

  /** Copies {@code count} elements within the device; the ranges do not overlap. */
  void copy(Buffer to, int toStart, Buffer from, int fromStart, int count);

  /**
   * What to do when the device is full, before a buffer is refused.
   *
   * @param giveBack lets go of buffers that nobody needs
   */
  void whenFull(Runnable giveBack);

  /** How many bytes may lie idle on the device for tensors to come. */
  long idleLimit();
}
