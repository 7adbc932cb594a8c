package dev.ornstein.tensor;

import dev.ornstein.tensor.kernel.Backend;
import dev.ornstein.tensor.kernel.DeviceMemory;
import dev.ornstein.tensor.kernel.scalar.ScalarBackend;
import java.util.Arrays;
import java.util.Optional;

/**
 * A device whose buffers are arrays, for tests of what is copied between it and the host, and when.
 */
final class HostDevice implements DeviceMemory {
  /** What a new buffer holds: nobody may rely on it. */
  static final float GARBAGE = Float.NaN;

  int allocations;
  int uploads;
  int downloads;
  Runnable giveBack;

  record Floats(float[] values) implements Buffer {}

  /** An engine with this memory whose kernels run on the host. */
  Engine engine() {
    Parallel parallel = new Parallel(1);
    Backend kernels =
        new ScalarBackend(parallel) {
          @Override
          public Optional<DeviceMemory> deviceMemory() {
            return Optional.of(HostDevice.this);
          }
        };
    return new Engine(kernels, parallel);
  }

  /** What a kernel sees. */
  static float[] values(Tensor t) {
    return ((Floats) t.memory().buffer()).values();
  }

  /** A kernel that writes one value to a tensor. */
  static void fill(Tensor t, float value) {
    boolean whole = t.size() == t.memory().length();
    float[] values = ((Floats) t.memory().bufferToWrite(whole)).values();
    Arrays.fill(values, t.offset(), t.offset() + t.size(), value);
  }

  @Override
  public Buffer allocate(int length) {
    allocations++;
    float[] values = new float[length];
    Arrays.fill(values, GARBAGE);
    return new Floats(values);
  }

  @Override
  public void upload(Buffer to, float[] from) {
    uploads++;
    System.arraycopy(from, 0, ((Floats) to).values(), 0, from.length);
  }

  @Override
  public void download(float[] to, Buffer from) {
    downloads++;
    System.arraycopy(((Floats) from).values(), 0, to, 0, to.length);
  }

  @Override
  public void copy(Buffer to, int toStart, Buffer from, int fromStart, int count) {
    System.arraycopy(((Floats) from).values(), fromStart, ((Floats) to).values(), toStart, count);
  }

  @Override
  public void whenFull(Runnable letGo) {
    giveBack = letGo;
  }

  @Override
  public long idleLimit() {
    return 1 << 20;
  }
}
