package dev.ornstein.tensor.kernel.opencl;

import static org.jocl.CL.CL_MEM_READ_ONLY;

import java.util.HashMap;
import java.util.Map;
import org.jocl.CL;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_mem;

/** An open device: one context, one queue that keeps the order, its memory and its programs. */
final class ClDevice implements AutoCloseable {
  private final DeviceInfo info;
  private final cl_context context;
  private final cl_command_queue queue;
  private final ClMemory memory;
  private final Programs programs;
  private final Map<Integer, cl_mem> numbers = new HashMap<>();
  private final Map<Integer, ClBuffer> rooms = new HashMap<>();

  ClDevice(OpenClDevices.Found found) {
    this.info = found.info();
    this.context = found.open();
    this.queue = CL.clCreateCommandQueue(context, found.id(), 0, null);
    this.memory = new ClMemory(info, context, queue);
    this.programs = new Programs(info, context, found.id());
  }

  DeviceInfo info() {
    return info;
  }

  boolean isCpu() {
    return info.kind() == DeviceInfo.Kind.CPU;
  }

  ClMemory memory() {
    return memory;
  }

  cl_command_queue queue() {
    return queue;
  }

  /** Begins a call of a kernel that is compiled without options. */
  Launch kernel(String family, String name) {
    return kernel(family, "", name);
  }

  /** Begins a call of a kernel; see {@link Programs#kernel}. */
  Launch kernel(String family, String options, String name) {
    return new Launch(this, family, options, name, programs.kernel(family, options, name));
  }

  /**
   * Whole numbers on their way to kernels that are queued from now on. Of each length there is one
   * place: since the queue keeps the order, the kernels before have read the earlier numbers.
   */
  cl_mem numbers(int[] values) {
    int room = Staging.room(values.length);
    cl_mem mem =
        numbers.computeIfAbsent(
            room, n -> CL.clCreateBuffer(context, CL_MEM_READ_ONLY, 4L * n, null, null));
    if (values.length > 0) {
      memory.upload(mem, values);
    }
    return mem;
  }

  /**
   * Room for results between the kernels of one call, with arbitrary content. The next call gets
   * the same room: the queue keeps the order.
   *
   * @param slot tells apart the rooms that one call uses at the same time
   * @param elements number of floats
   */
  cl_mem scratch(int slot, int elements) {
    ClBuffer room = rooms.get(slot);
    if (room == null || room.length() < elements) {
      room = memory.allocate(elements);
      rooms.put(slot, room);
    }
    return room.mem();
  }

  @Override
  public void close() {
    memory.finish();
    rooms.clear();
    programs.close();
    numbers.values().forEach(CL::clReleaseMemObject);
    numbers.clear();
    CL.clReleaseCommandQueue(queue);
    CL.clReleaseContext(context);
  }
}
