package dev.ornstein.tensor.kernel.opencl;

import static org.jocl.CL.CL_MEM_OBJECT_ALLOCATION_FAILURE;

import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;

/**
 * One call of a kernel. Arguments are given in the order of its parameters; a tensor is two of
 * them, {@code global float*} and {@code int}, the position of its first element.
 */
final class Launch {
  /** Work items of a group of kernels that do not care. */
  static final int GROUP = 64;

  private final ClDevice device;
  private final String family;
  private final String options;
  private final String name;
  private final cl_kernel kernel;
  private final List<Tensor> tensors = new ArrayList<>(8);
  private int next;

  Launch(ClDevice device, String family, String options, String name, cl_kernel kernel) {
    this.device = device;
    this.family = family;
    this.options = options;
    this.name = name;
    this.kernel = kernel;
  }

  /** A tensor that the kernel reads. */
  Launch read(Tensor t) {
    return tensor(t, (ClBuffer) t.memory().buffer());
  }

  /** A tensor of which the kernel writes every element and reads none. */
  Launch write(Tensor t) {
    boolean whole = t.size() == t.memory().length();
    return tensor(t, (ClBuffer) t.memory().bufferToWrite(whole));
  }

  /** A tensor that the kernel reads and writes, or of which it writes a part. */
  Launch update(Tensor t) {
    return tensor(t, (ClBuffer) t.memory().bufferToWrite(false));
  }

  private Launch tensor(Tensor t, ClBuffer buffer) {
    tensors.add(t);
    return put(buffer.mem()).put(t.offset());
  }

  /** A buffer of another kind. */
  Launch put(cl_mem mem) {
    return put(Sizeof.cl_mem, Pointer.to(mem));
  }

  /** Room for floats that a group of work items shares: a {@code local float*}. */
  Launch local(int floats) {
    return put(Float.BYTES * Math.max(1, floats), null);
  }

  /** Whole numbers, in the order of the parameters. */
  Launch put(int... values) {
    for (int v : values) {
      put(Sizeof.cl_int, Pointer.to(new int[] {v}));
    }
    return this;
  }

  /** A struct of whole numbers. */
  Launch putStruct(int... values) {
    return put(Sizeof.cl_int * values.length, Pointer.to(values));
  }

  /** Floats, in the order of the parameters. */
  Launch put(float... values) {
    for (float v : values) {
      put(Sizeof.cl_float, Pointer.to(new float[] {v}));
    }
    return this;
  }

  /** A double; the device must know them. */
  Launch putDouble(double value) {
    return put(Sizeof.cl_double, Pointer.to(new double[] {value}));
  }

  private Launch put(int bytes, Pointer value) {
    try {
      CL.clSetKernelArg(kernel, next, bytes, value);
    } catch (CLException e) {
      throw failure("its parameter " + next + " does not take " + bytes + " bytes", e);
    }
    next++;
    return this;
  }

  /** Queues the call for at least {@code items} work items; the kernel leaves out those beyond. */
  void over(long items) {
    if (items > 0) {
      grid(new long[] {(items + GROUP - 1) / GROUP * GROUP}, new long[] {GROUP});
    }
  }

  /** Queues the call for exactly this many work items in groups of this many, along each axis. */
  void grid(long[] global, long[] local) {
    try {
      enqueue(global, local);
    } catch (CLException e) {
      if (e.getStatus() == CL_MEM_OBJECT_ALLOCATION_FAILURE) {
        throw device.memory().noRoom("the kernel " + name + " of tensors " + shapes(), e);
      }
      throw failure(
          "it was called for "
              + Arrays.toString(global)
              + " in groups of "
              + Arrays.toString(local),
          e);
    }
  }

  /** Some drivers find room for the tensors of a kernel only when it is called. */
  private void enqueue(long[] global, long[] local) {
    try {
      CL.clEnqueueNDRangeKernel(
          device.queue(), kernel, global.length, null, global, local, 0, null, null);
    } catch (CLException e) {
      if (e.getStatus() != CL_MEM_OBJECT_ALLOCATION_FAILURE) {
        throw e;
      }
      device.memory().makeRoom();
      CL.clEnqueueNDRangeKernel(
          device.queue(), kernel, global.length, null, global, local, 0, null, null);
    }
  }

  private List<String> shapes() {
    return tensors.stream().map(t -> t.shape().toString()).toList();
  }

  private RuntimeException failure(String what, CLException cause) {
    String call =
        "the kernel "
            + name
            + " of "
            + family
            + ".cl (options \""
            + options
            + "\", tensors "
            + shapes()
            + "): "
            + what;
    return ClFailure.of(device.info(), call, cause);
  }
}
