package dev.ornstein.tensor.kernel;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.kernel.scalar.ScalarBackend;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Chooses the kernels, once per run. */
public final class Backends {
  /** Forces a kind of kernels for every engine whose caller asks for {@code auto}. */
  public static final String PROPERTY = "ornstein.kernels";

  private static final String VECTOR_CLASS = "dev.ornstein.tensor.kernel.vector.VectorBackend";
  private static final String OPENCL_CLASS = "dev.ornstein.tensor.kernel.opencl.OpenClBackend";
  private static final String DEVICES_CLASS = "dev.ornstein.tensor.kernel.opencl.OpenClDevices";
  private static final String TUNING_CLASS = "dev.ornstein.tensor.kernel.opencl.TileTuning";
  private static final String REMEDY = "start java with --add-modules jdk.incubator.vector";

  private Backends() {}

  /**
   * Looks for the fastest kernels that can be had.
   *
   * @param wanted {@code auto}, {@code scalar} or {@code vector}; the system property {@value
   *     #PROPERTY} stands in for {@code auto}. For measurements and tests there are vector kernels
   *     whose convolutions take one way wherever it serves, and not the fastest: {@code
   *     vector-direct}, {@code vector-winograd2} and {@code vector-winograd4}. {@code opencl} is
   *     the first GPU, {@code opencl:i} device number i
   * @param parallel the threads that the kernels use
   * @param log receives one line for each refusal, with the remedy
   * @throws UserError when the kernels asked for cannot be had or the name is unknown
   */
  public static Backend lookUp(String wanted, Parallel parallel, Consumer<String> log) {
    String choice = wanted.equals("auto") ? System.getProperty(PROPERTY, "auto") : wanted;
    if (choice.startsWith("opencl")) {
      return openCl(parallel, choice, null, log);
    }
    switch (choice) {
      case "scalar":
        return new ScalarBackend(parallel);
      case "vector":
      case "vector-direct":
      case "vector-winograd2":
      case "vector-winograd4":
        String refusal = refusalOfVector();
        if (refusal != null) {
          throw new UserError("vector kernels cannot be had: " + refusal);
        }
        return vector(parallel, choice);
      case "auto":
        String why = refusalOfVector();
        if (why == null) {
          return vector(parallel, "vector");
        }
        log.accept("Using scalar kernels (slower): " + why + ".");
        return new ScalarBackend(parallel);
      default:
        throw new UserError("kernels must be auto, scalar or vector, got \"" + choice + "\"");
    }
  }

  /**
   * The kernels of a device: the fastest of the processor that can be had, or those asked for, or
   * those of an OpenCL device, which has one kind only.
   *
   * @param wanted as in {@link #lookUp(String, Parallel, Consumer)}; {@code auto} for an OpenCL
   *     device, where the system property {@value #PROPERTY} has no say
   * @param device {@code cpu}, {@code opencl} for the first GPU, or {@code opencl:i}
   * @param parallel the threads that the kernels use
   * @param tiles the file that {@link #tuneOpenCl} writes, whether or not it is there; null for
   *     none. The processor has no use for it
   * @param log receives one line for each refusal, with the remedy, and one when the file of tiles
   *     cannot be used
   * @throws UserError when the device or the kernels asked for cannot be had, or exclude each other
   */
  public static Backend lookUp(
      String wanted, String device, Parallel parallel, Path tiles, Consumer<String> log) {
    if (device.equals("cpu")) {
      return lookUp(wanted, parallel, log);
    }
    requireOpenCl(device);
    if (!wanted.equals("auto")) {
      throw new UserError(
          wanted
              + " kernels run on the cpu and an OpenCL device has kernels of its own; ask for one or"
              + " the other");
    }
    return openCl(parallel, device, tiles, log);
  }

  /**
   * A device by its name; nothing of OpenCL is loaded.
   *
   * @throws UserError unless it is {@code opencl} or {@code opencl:i}
   */
  public static void requireOpenCl(String device) {
    if (!device.matches("opencl(:\\d{1,4})?")) {
      throw new UserError(
          "a device is cpu, opencl (the first GPU) or opencl:i, got \"" + device + '"');
    }
  }

  /**
   * The OpenCL devices of this machine in the order of {@code opencl:i}, a line for each.
   *
   * @throws UserError when there is none, saying the one reason why
   */
  public static List<String> openClDevices() {
    return byName(
        () -> {
          Object lines = Class.forName(DEVICES_CLASS).getMethod("descriptions").invoke(null);
          return ((List<?>) lines).stream().map(String::valueOf).toList();
        });
  }

  /**
   * Finds out by which tiles a device computes products fastest, and from how many channels on
   * convolutions are faster by Winograd's way, and keeps both in a file, for all engines that are
   * given it. Results do not depend on tiles; those of convolutions depend on the way, in their
   * last digits.
   *
   * @param device {@code opencl} for the first GPU, or {@code opencl:i}
   * @param size rows and columns of the products that are timed, at least 16; convolutions take
   *     size/16 images
   * @param file is written, with its folder; what it has of other devices stays
   * @param log receives a table, and a line for whatever cannot be timed or read
   * @throws UserError when the device cannot be had, has no room, or the file cannot be written
   */
  public static void tuneOpenCl(String device, int size, Path file, Consumer<String> log) {
    requireOpenCl(device);
    byName(
        () ->
            Class.forName(TUNING_CLASS)
                .getMethod("tune", String.class, int.class, Path.class, Consumer.class)
                .invoke(null, device, size, file, log));
  }

  /** Why vector kernels cannot run here, or null when they can. */
  public static String refusalOfVector() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return "the module jdk.incubator.vector is not loaded; " + REMEDY;
    }
    return refusalOfVectors(System.getProperty("os.arch", ""), vectorBits());
  }

  /** Whether a processor of this name, as the property {@code os.arch} has it, is of x86. */
  public static boolean isX86(String arch) {
    return arch.equals("amd64") || arch.startsWith("x86") || arch.matches("i[3-6]86");
  }

  /**
   * Whether vectors have a fused multiply–add instruction: elsewhere FloatVector.fma computes each
   * element with BigDecimal. An x86 processor has it where it has AVX2, whose vectors are longer
   * than those of its predecessors; others have it always.
   *
   * @param arch the property {@code os.arch}
   * @param bits of the vectors that the JVM prefers
   * @return why vector kernels cannot run there, or null when they can
   */
  static String refusalOfVectors(String arch, int bits) {
    if (bits < 128) {
      return "this JVM has no vector instructions for this processor (" + arch + ")";
    }
    if (isX86(arch) && bits == 128) {
      return "this processor has no AVX2, or java was told not to use it, and without its fused"
          + " multiply-add vector kernels would take minutes; remove -XX:UseAVX and"
          + " -XX:MaxVectorSize if they were given";
    }
    return null;
  }

  private static int vectorBits() {
    try {
      return (int) Class.forName(VECTOR_CLASS).getMethod("vectorBits").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the vector kernels could not be loaded: " + e, e);
    }
  }

  private static Backend vector(Parallel parallel, String name) {
    try {
      // By name: the class refers to a module that may be absent, and must not be linked then.
      return (Backend)
          Class.forName(VECTOR_CLASS)
              .getConstructor(Parallel.class, String.class)
              .newInstance(parallel, name);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the vector kernels could not be made: " + e.getCause(), e);
    }
  }

  private static Backend openCl(
      Parallel parallel, String device, Path tiles, Consumer<String> log) {
    return byName(
        () ->
            (Backend)
                Class.forName(OPENCL_CLASS)
                    .getConstructor(Parallel.class, String.class, Path.class, Consumer.class)
                    .newInstance(parallel, device, tiles, log));
  }

  /**
   * Reaches the OpenCL kernels by name: their classes refer to JOCL, which an application may leave
   * out, and must not be linked then.
   */
  private static <T> T byName(Callable<T> call) {
    try {
      return call.call();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof UserError refusal) {
        throw refusal;
      }
      if (e.getCause() instanceof NoClassDefFoundError missing) {
        throw withoutJocl(missing);
      }
      throw new IllegalStateException("the OpenCL kernels could not be made: " + e.getCause(), e);
    } catch (NoClassDefFoundError missing) {
      throw withoutJocl(missing);
    } catch (Exception e) {
      throw new IllegalStateException("the OpenCL kernels could not be made: " + e, e);
    }
  }

  private static UserError withoutJocl(NoClassDefFoundError missing) {
    return new UserError(
        "OpenCL cannot be had: JOCL is not on the class path; add org.jocl:jocl", missing);
  }
}
