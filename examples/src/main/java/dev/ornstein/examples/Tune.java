package dev.ornstein.examples;

import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.cli.GeneralOptions;
import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.cli.TuneOptions;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.kernel.Backends;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Once for each OpenCL device: later runs on it are faster. */
@Command(
    name = "tune",
    description =
        "finds the fastest tiles and ways of products on an OpenCL device, for later runs there")
public final class Tune extends Example {
  @Mixin private TuneOptions options;

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new Tune(), args));
  }

  @Override
  protected int run(Console console) {
    String device = general().givenDevice().orElse("opencl");
    if (device.equals("cpu")) {
      throw new UserError("tune needs --device opencl or opencl:i; the cpu has no tiles to tune");
    }
    if (!general().kernels().equals("auto")) {
      throw new UserError(
          "tune needs --kernels auto, got \""
              + general().kernels()
              + "\"; an OpenCL device has one kind only");
    }
    try {
      Backends.tuneOpenCl(device, options.size(), GeneralOptions.tiles(), console::say);
    } catch (UserError e) {
      throw new UserError("--device " + device + ": " + e.getMessage(), e);
    }
    return ExitStatus.DONE;
  }
}
