package dev.ornstein.tensor.kernel.opencl;

import static org.jocl.CL.CL_FALSE;
import static org.jocl.CL.CL_MEM_OBJECT_ALLOCATION_FAILURE;
import static org.jocl.CL.CL_MEM_READ_WRITE;
import static org.jocl.CL.CL_TRUE;

import dev.ornstein.tensor.DeviceError;
import dev.ornstein.tensor.kernel.DeviceMemory;
import java.lang.ref.Cleaner;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_mem;

/**
 * Buffers of one device, and the copies to and from it in the order of its queue. One lock guards
 * what the copies share: workers of an operation on the host may fetch tensors at the same time.
 */
final class ClMemory implements DeviceMemory {
  private static final Cleaner CLEANER = Cleaner.create();

  /** How often a full device is asked again after buffers were given back. */
  private static final int ATTEMPTS = 5;

  /** Time for the collector's thread to free buffers that nothing refers to, in milliseconds. */
  private static final long PATIENCE = 20;

  private final DeviceInfo device;
  private final cl_context context;
  private final cl_command_queue queue;
  private final Staging staging;
  private final AtomicLong bytes = new AtomicLong();
  private Runnable giveBack = () -> {};

  ClMemory(DeviceInfo device, cl_context context, cl_command_queue queue) {
    this.device = device;
    this.context = context;
    this.queue = queue;
    this.staging = new Staging(queue);
  }

  /** A copy that the driver may refuse. */
  @FunctionalInterface
  private interface Copy {
    void queue();
  }

  @Override
  public void whenFull(Runnable letGo) {
    giveBack = letGo;
  }

  @Override
  public ClBuffer allocate(int length) {
    long size = Math.max(1, length) * (long) Float.BYTES;
    if (size > device.largestBuffer()) {
      throw tooLarge(size);
    }
    cl_mem mem = create(size);
    bytes.addAndGet(size);
    ClBuffer buffer = new ClBuffer(mem, length);
    CLEANER.register(buffer, new Release(mem, size, bytes));
    return buffer;
  }

  private cl_mem create(long size) {
    for (int attempt = 1; ; attempt++) {
      try {
        return CL.clCreateBuffer(context, CL_MEM_READ_WRITE, size, null, null);
      } catch (CLException e) {
        if (attempt == ATTEMPTS) {
          throw noRoom(String.format(Locale.ROOT, "%.1f MB more", size / 1e6), e);
        }
        makeRoom();
      }
    }
  }

  /** Frees what nothing needs; the collector does so for what nothing refers to. */
  void makeRoom() {
    giveBack.run();
    finish();
    System.gc();
    try {
      Thread.sleep(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What to tell a user whose device is full.
   *
   * @param wanted what there is no room for
   */
  DeviceError noRoom(String wanted, CLException cause) {
    return new DeviceError(
        String.format(
            Locale.ROOT,
            "%s has no room for %s: %.1f MB are in use of %.1f MB; a smaller --batch-size or"
                + " --width needs less",
            device.name(),
            wanted,
            bytes.get() / 1e6,
            device.memoryBytes() / 1e6),
        cause);
  }

  private DeviceError tooLarge(long size) {
    return new DeviceError(
        String.format(
            Locale.ROOT,
            "%s has no room for a tensor of %.1f MB: it takes at most %.1f MB in one piece, and %.1f"
                + " MB are in use of %.1f MB; a smaller --batch-size or --width needs less",
            device.name(),
            size / 1e6,
            device.largestBuffer() / 1e6,
            bytes.get() / 1e6,
            device.memoryBytes() / 1e6),
        null);
  }

  /** Frees a buffer that nothing refers to; it must not refer to the buffer itself. */
  private record Release(cl_mem mem, long size, AtomicLong bytes) implements Runnable {
    @Override
    public void run() {
      CL.clReleaseMemObject(mem); // the driver waits for kernels that still use it
      bytes.addAndGet(-size);
    }
  }

  @Override
  public void upload(Buffer to, float[] from) {
    if (from.length > 0) {
      ClBuffer b = (ClBuffer) to;
      copying(
          "bringing " + from.length + " floats to it",
          () ->
              CL.clEnqueueWriteBuffer(
                  queue, b.mem(), CL_FALSE, 0, b.bytes(), staging.hold(from), 0, null, null));
    }
  }

  /** Queues a copy of numbers to a handle that has room for them. */
  void upload(cl_mem to, int[] from) {
    copying(
        "bringing " + from.length + " numbers to it",
        () ->
            CL.clEnqueueWriteBuffer(
                queue, to, CL_FALSE, 0, 4L * from.length, staging.hold(from), 0, null, null));
  }

  @Override
  public void download(float[] to, Buffer from) {
    if (to.length > 0) {
      download(to, ((ClBuffer) from).mem());
    }
  }

  /** The first elements of a handle, after all kernels before. */
  void download(float[] to, cl_mem from) {
    copying(
        "waiting for its kernels and fetching " + to.length + " floats",
        () -> {
          CL.clEnqueueReadBuffer(
              queue, from, CL_TRUE, 0, 4L * to.length, Pointer.to(to), 0, null, null);
          staging.release();
        });
  }

  @Override
  public void copy(Buffer to, int toStart, Buffer from, int fromStart, int count) {
    if (count > 0) {
      cl_mem source = ((ClBuffer) from).mem();
      cl_mem target = ((ClBuffer) to).mem();
      copying(
          "copying " + count + " floats on it",
          () ->
              CL.clEnqueueCopyBuffer(
                  queue, source, target, 4L * fromStart, 4L * toStart, 4L * count, 0, null, null));
    }
  }

  /** One copy at a time; what the driver says against it is told to the user. */
  private synchronized void copying(String doing, Copy copy) {
    try {
      copy.queue();
    } catch (CLException e) {
      if (e.getStatus() == CL_MEM_OBJECT_ALLOCATION_FAILURE) {
        throw noRoom("what it was asked for, " + doing, e);
      }
      throw ClFailure.of(device, doing, e);
    }
  }

  @Override
  public long idleLimit() {
    return device.memoryBytes() / 2;
  }

  /** Bytes of all buffers that have not been freed. */
  long bytes() {
    return bytes.get();
  }

  /** Waits for all that is queued. */
  void finish() {
    copying(
        "waiting for its kernels",
        () -> {
          CL.clFinish(queue);
          staging.release();
        });
  }
}
