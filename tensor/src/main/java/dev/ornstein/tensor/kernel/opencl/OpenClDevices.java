package dev.ornstein.tensor.kernel.opencl;

import static org.jocl.CL.CL_CONTEXT_PLATFORM;
import static org.jocl.CL.CL_DEVICE_DOUBLE_FP_CONFIG;
import static org.jocl.CL.CL_DEVICE_GLOBAL_MEM_SIZE;
import static org.jocl.CL.CL_DEVICE_LOCAL_MEM_SIZE;
import static org.jocl.CL.CL_DEVICE_MAX_COMPUTE_UNITS;
import static org.jocl.CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE;
import static org.jocl.CL.CL_DEVICE_MAX_WORK_GROUP_SIZE;
import static org.jocl.CL.CL_DEVICE_NAME;
import static org.jocl.CL.CL_DEVICE_SINGLE_FP_CONFIG;
import static org.jocl.CL.CL_DEVICE_TYPE;
import static org.jocl.CL.CL_DEVICE_TYPE_ALL;
import static org.jocl.CL.CL_DEVICE_TYPE_CPU;
import static org.jocl.CL.CL_DEVICE_TYPE_GPU;
import static org.jocl.CL.CL_DEVICE_VERSION;
import static org.jocl.CL.CL_DRIVER_VERSION;
import static org.jocl.CL.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT;
import static org.jocl.CL.CL_PLATFORM_NAME;

import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.kernel.Backends;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** The devices of all platforms of this machine. */
public final class OpenClDevices {
  private static final String LOADER_REMEDY =
      "no OpenCL loader is installed (libOpenCL.so.1; on Debian and Ubuntu the package"
          + " ocl-icd-libopencl1)";
  private static final String DRIVER_REMEDY =
      "the OpenCL loader knows no driver; install that of your GPU, or pocl-opencl-icd for the"
          + " processor";

  /** A device and how to reach it. */
  record Found(DeviceInfo info, cl_platform_id platform, cl_device_id id) {
    cl_context open() {
      cl_context_properties properties = new cl_context_properties();
      properties.addProperty(CL_CONTEXT_PLATFORM, platform);
      try {
        return CL.clCreateContext(properties, 1, new cl_device_id[] {id}, null, null, null);
      } catch (CLException e) {
        throw new UserError(
            info.description() + " is there but cannot be opened (" + e.getMessage() + ")", e);
      }
    }
  }

  private OpenClDevices() {}

  /**
   * All devices in the order of {@code opencl:i}.
   *
   * @throws UserError when there is no loader, no driver or no device, saying which
   */
  public static List<DeviceInfo> list() {
    return find().stream().map(Found::info).toList();
  }

  /**
   * A line for each device, in the order of {@code opencl:i}.
   *
   * @throws UserError as {@link #list} does
   */
  public static List<String> descriptions() {
    return list().stream().map(DeviceInfo::description).toList();
  }

  /**
   * The device that a user asks for.
   *
   * @param wanted {@code opencl} for the first that is no CPU, {@code opencl:i} for number i
   * @throws UserError when there is none such
   */
  static Found choose(String wanted) {
    Backends.requireOpenCl(wanted); // before anything is loaded
    List<Found> all = find();
    return all.get(choose(wanted, all.stream().map(Found::info).toList()).index());
  }

  /** The one of some devices that a user asks for. */
  static DeviceInfo choose(String wanted, List<DeviceInfo> all) {
    if (wanted.equals("opencl")) {
      return all.stream()
          .filter(d -> d.kind() != DeviceInfo.Kind.CPU)
          .findFirst()
          .orElseThrow(
              () ->
                  new UserError(
                      "OpenCL finds no GPU here, and takes a CPU only when it is named; there are "
                          + names(all)));
    }
    int i = Integer.parseInt(wanted.substring("opencl:".length()));
    if (i >= all.size()) {
      throw new UserError("there is no device " + wanted + "; there are " + names(all));
    }
    return all.get(i);
  }

  private static String names(List<DeviceInfo> all) {
    return String.join("; ", all.stream().map(DeviceInfo::description).toList());
  }

  private static List<Found> find() {
    OpenClLoader loader = OpenClLoader.ofThisMachine();
    Path file =
        loader.find().orElseThrow(() -> new UserError("OpenCL cannot be had: " + LOADER_REMEDY));
    try {
      if (loader.isLinux()) {
        System.load(file.toString()); // JOCL, which asks for it by name, then finds it anywhere
      }
      // Each JVM unpacks a native library of its own: a half-written one of another would crash it.
      System.setProperty("uniqueLibraryNames", "true");
      CL.setExceptionsEnabled(true);
      List<Found> out = new ArrayList<>();
      for (cl_platform_id platform : platforms()) {
        String name = text(b -> CL.clGetPlatformInfo(platform, CL_PLATFORM_NAME, b.n, b.p, b.used));
        for (cl_device_id id : devices(platform)) {
          out.add(new Found(describe(id, out.size(), name), platform, id));
        }
      }
      if (out.isEmpty()) {
        throw new UserError("OpenCL cannot be had: its drivers find no device");
      }
      return out;
    } catch (LinkageError e) {
      String why = e.toString().lines().findFirst().orElseThrow(); // the rest are stack traces
      throw new UserError("OpenCL cannot be had: its native library does not load: " + why, e);
    }
  }

  private static cl_platform_id[] platforms() {
    int[] n = new int[1];
    try {
      CL.clGetPlatformIDs(0, null, n);
    } catch (CLException e) {
      throw new UserError("OpenCL cannot be had: " + DRIVER_REMEDY, e);
    }
    cl_platform_id[] out = new cl_platform_id[n[0]];
    CL.clGetPlatformIDs(n[0], out, null);
    return out;
  }

  private static cl_device_id[] devices(cl_platform_id platform) {
    int[] n = new int[1];
    try {
      CL.clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, null, n);
    } catch (CLException e) {
      return new cl_device_id[0]; // a driver without its device
    }
    cl_device_id[] out = new cl_device_id[n[0]];
    CL.clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, n[0], out, null);
    return out;
  }

  private static DeviceInfo describe(cl_device_id id, int index, String platform) {
    long type = number(id, CL_DEVICE_TYPE);
    DeviceInfo.Kind kind =
        (type & CL_DEVICE_TYPE_GPU) != 0
            ? DeviceInfo.Kind.GPU
            : (type & CL_DEVICE_TYPE_CPU) != 0 ? DeviceInfo.Kind.CPU : DeviceInfo.Kind.OTHER;
    return new DeviceInfo(
        index,
        kind,
        text(b -> CL.clGetDeviceInfo(id, CL_DEVICE_NAME, b.n, b.p, b.used)),
        platform,
        text(b -> CL.clGetDeviceInfo(id, CL_DEVICE_VERSION, b.n, b.p, b.used)),
        text(b -> CL.clGetDeviceInfo(id, CL_DRIVER_VERSION, b.n, b.p, b.used)),
        (int) number(id, CL_DEVICE_MAX_COMPUTE_UNITS),
        number(id, CL_DEVICE_GLOBAL_MEM_SIZE),
        number(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE),
        number(id, CL_DEVICE_LOCAL_MEM_SIZE),
        (int) number(id, CL_DEVICE_MAX_WORK_GROUP_SIZE),
        number(id, CL_DEVICE_DOUBLE_FP_CONFIG) != 0,
        (number(id, CL_DEVICE_SINGLE_FP_CONFIG) & CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0);
  }

  private static long number(cl_device_id id, int what) {
    ByteBuffer out = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    CL.clGetDeviceInfo(id, what, Long.BYTES, Pointer.to(out.array()), null);
    return out.getLong(0);
  }

  /** Room for an answer: bytes, pointer to them, and how many there are. */
  record Room(long n, Pointer p, long[] used) {}

  /** A question whose answer is a text. */
  @FunctionalInterface
  interface Question {
    int ask(Room room);
  }

  static String text(Question q) {
    long[] size = new long[1];
    q.ask(new Room(0, null, size));
    byte[] bytes = new byte[(int) size[0]];
    q.ask(new Room(bytes.length, Pointer.to(bytes), null));
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8).trim();
  }
}
