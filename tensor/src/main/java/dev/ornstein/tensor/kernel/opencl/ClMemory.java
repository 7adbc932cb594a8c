package dev.ornstein.tensor.kernel.opencl;

import static org.jocl.CL.CL_FALSE;
import static org.jocl.CL.CL_MEM_READ_WRITE;
import static org.jocl.CL.CL_TRUE;

import dev.ornstein.tensor.UserError;
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

/** Buffers of one device, and the copies to and from it in the order of its queue. */
final class ClMemory implements DeviceMemory {
  private static final Cleaner CLEANER = Cleaner.create();

  private final DeviceInfo device;
  private final cl_context context;
  private final cl_command_queue queue;
  private final Staging staging;
  private final AtomicLong bytes = new AtomicLong();

  ClMemory(DeviceInfo device, cl_context context, cl_command_queue queue) {
    this.device = device;
    this.context = context;
    this.queue = queue;
    this.staging = new Staging(queue);
  }

  @Override
  public ClBuffer allocate(int length) {
    long size = Math.max(1, length) * (long) Float.BYTES;
    cl_mem mem;
    try {
      mem = create(size);
    } catch (CLException full) {
      System.gc(); // buffers that nothing refers to are freed by the collector
      finish();
      try {
        mem = create(size);
      } catch (CLException e) {
        throw noRoom(size, e);
      }
    }
    bytes.addAndGet(size);
    ClBuffer buffer = new ClBuffer(mem, length);
    CLEANER.register(buffer, new Release(mem, size, bytes));
    return buffer;
  }

  private cl_mem create(long size) {
    return CL.clCreateBuffer(context, CL_MEM_READ_WRITE, size, null, null);
  }

  /** What to tell a user whose device is full. */
  UserError noRoom(long wanted, CLException cause) {
    return new UserError(
        String.format(
            Locale.ROOT,
            "%s has no room for %.1f MB more: %.1f MB are in use of %.1f MB; a smaller --batch-size"
                + " or --width needs less",
            device.name(),
            wanted / 1e6,
            bytes.get() / 1e6,
            device.memoryBytes() / 1e6),
        cause);
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
      CL.clEnqueueWriteBuffer(
          queue, b.mem(), CL_FALSE, 0, b.bytes(), staging.hold(from), 0, null, null);
    }
  }

  /** Queues a copy of numbers to a handle that has room for them. */
  void upload(cl_mem to, int[] from) {
    CL.clEnqueueWriteBuffer(
        queue, to, CL_FALSE, 0, 4L * from.length, staging.hold(from), 0, null, null);
  }

  @Override
  public void download(float[] to, Buffer from) {
    if (to.length > 0) {
      ClBuffer b = (ClBuffer) from;
      CL.clEnqueueReadBuffer(queue, b.mem(), CL_TRUE, 0, b.bytes(), Pointer.to(to), 0, null, null);
      staging.release();
    }
  }

  /** The first elements of a handle, after all kernels before. */
  void download(float[] to, cl_mem from) {
    CL.clEnqueueReadBuffer(queue, from, CL_TRUE, 0, 4L * to.length, Pointer.to(to), 0, null, null);
    staging.release();
  }

  @Override
  public void copy(Buffer to, int toStart, Buffer from, int fromStart, int count) {
    if (count > 0) {
      CL.clEnqueueCopyBuffer(
          queue,
          ((ClBuffer) from).mem(),
          ((ClBuffer) to).mem(),
          4L * fromStart,
          4L * toStart,
          4L * count,
          0,
          null,
          null);
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
    CL.clFinish(queue);
    staging.release();
  }
}
