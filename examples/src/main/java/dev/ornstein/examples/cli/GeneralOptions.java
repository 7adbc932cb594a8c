package dev.ornstein.examples.cli;

import dev.ornstein.examples.cli.OptionTypes.Threads;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.mnist.data.Datasets;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.UserError;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of every example: what to compute with, and what to say. */
public final class GeneralOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Threads.class,
      description =
          "threads to compute with; the numbers are the same for any count (default: one for each"
              + " processor)")
  private Integer threads;

  @Option(
      names = "--kernels",
      paramLabel = "KIND",
      description =
          "auto, scalar (plain loops) or vector (SIMD, needs the incubator module); auto takes the"
              + " fastest that runs here (default: auto)")
  private String kernels = "auto";

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "cpu, opencl (the first GPU) or opencl:i, device number i of ./ornstein info (default:"
              + " cpu)")
  private String device;

  @Option(names = "--quiet", description = "print nothing but warnings and faults (default: off)")
  private boolean quiet;

  @Option(
      names = "--debug",
      description = "print the stack trace of what went wrong (default: off)")
  private boolean debug;

  @Option(
      names = {"--help", "-h"},
      usageHelp = true,
      description = "explain all options and end (default: off)")
  private boolean help;

  boolean quiet() {
    return quiet;
  }

  boolean debug() {
    return debug;
  }

  /** How many threads to compute with. */
  public int threads() {
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** What {@code --kernels} says. */
  public String kernels() {
    return kernels;
  }

  /** What {@code --device} says, once {@link #engine} has accepted it. */
  public String device() {
    return device == null ? "cpu" : device;
  }

  /** What {@code --device} says, when it is given. */
  public Optional<String> givenDevice() {
    return Optional.ofNullable(device);
  }

  /** Where what was tuned for OpenCL devices is kept: in the cache of data. */
  public static Path tiles() {
    return Datasets.cacheFolder(System.getenv(), Path.of(System.getProperty("user.home")))
        .resolve("opencl-tiles.properties");
  }

  /**
   * Makes the engine that these options describe.
   *
   * @param console gets a warning when faster kernels cannot be had
   * @throws UserError when the device or the kernels cannot be had
   */
  public Engine engine(Console console) {
    if (kernels.startsWith("opencl")) {
      throw new UserError(
          "--kernels takes auto, scalar or vector, got \""
              + kernels
              + "\"; give --device "
              + kernels);
    }
    try {
      return Engine.create(kernels, device(), threads(), tiles(), console::warn);
    } catch (UserError e) {
      String option = device().equals("cpu") ? "--kernels " + kernels : "--device " + device;
      throw new UserError(option + ": " + e.getMessage(), e);
    }
  }
}
