package dev.ornstein.tensor.kernel.opencl;

import static org.jocl.CL.CL_PROGRAM_BUILD_LOG;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_program;

/**
 * Kernels by family, options and name, each compiled when it is first used. Drivers keep what they
 * compiled on disk, so that this is slow once per machine.
 */
final class Programs implements AutoCloseable {
  private static final String COMMON = "common";
  private static final String LOST_FILE = "unable to rename temporary";
  private static final int TRIES = 5;

  private final DeviceInfo device;
  private final cl_context context;
  private final cl_device_id id;
  private final String always;
  private final Map<String, cl_program> programs = new HashMap<>();
  private final Map<String, cl_kernel> kernels = new HashMap<>();

  Programs(DeviceInfo device, cl_context context, cl_device_id id) {
    this.device = device;
    this.context = context;
    this.id = id;
    this.always =
        "-cl-std=CL1.2"
            + (device.roundsDivisions() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "")
            + (device.doubles() ? " -DDOUBLES" : "")
            + (device.kind() == DeviceInfo.Kind.CPU ? " -DCPU_DEVICE" : "");
  }

  /**
   * A kernel, compiled if need be.
   *
   * @param family the source, {@code family.cl}, or {@code family+more} for one that continues it
   * @param options definitions for the compiler, such as {@code -DTILE=64}, or an empty text
   * @param name of the kernel in the source
   */
  cl_kernel kernel(String family, String options, String name) {
    String key = family + ' ' + options + ' ' + name;
    cl_kernel kernel = kernels.get(key);
    if (kernel == null) {
      cl_program program = program(family, options);
      try {
        kernel = CL.clCreateKernel(program, name, null);
      } catch (CLException e) {
        throw new IllegalStateException(
            "there is no kernel " + name + " in " + family + ".cl with options \"" + options + '"',
            e);
      }
      kernels.put(key, kernel);
    }
    return kernel;
  }

  private cl_program program(String family, String options) {
    return programs.computeIfAbsent(family + ' ' + options, k -> build(family, options));
  }

  /**
   * Compiles a source. LLVM, the compiler of PoCL and others, removes its temporary files when a
   * signal comes that the JVM, in the same process, uses for itself: then it is asked again.
   */
  private cl_program build(String family, String options) {
    String[] sources =
        Stream.of((COMMON + '+' + family).split("\\+"))
            .map(Programs::source)
            .toArray(String[]::new);
    String all = (always + ' ' + options).trim();
    for (int left = TRIES; true; left--) {
      cl_program program =
          CL.clCreateProgramWithSource(context, sources.length, sources, null, null);
      try {
        CL.clBuildProgram(program, 0, null, all, null, null);
        return program;
      } catch (CLException e) {
        String log = log(program);
        CL.clReleaseProgram(program);
        if (left == 1 || !log.contains(LOST_FILE)) {
          throw new IllegalStateException(
              "the OpenCL kernels of "
                  + family
                  + ".cl do not compile for "
                  + device.description()
                  + " with options \""
                  + all
                  + "\": "
                  + log,
              e);
        }
      }
    }
  }

  private String log(cl_program program) {
    return OpenClDevices.text(
        b -> CL.clGetProgramBuildInfo(program, id, CL_PROGRAM_BUILD_LOG, b.n(), b.p(), b.used()));
  }

  private static String source(String family) {
    String name = family + ".cl";
    try (InputStream in = Programs.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + name + " cannot be read", e);
    }
  }

  @Override
  public void close() {
    kernels.values().forEach(CL::clReleaseKernel);
    kernels.clear();
    programs.values().forEach(CL::clReleaseProgram);
    programs.clear();
  }
}
