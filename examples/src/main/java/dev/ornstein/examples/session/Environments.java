package dev.ornstein.examples.session;

import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.kernel.Backend;

/** What a run is computed with, as text. */
public final class Environments {
  private static final int MEBIBYTE_BITS = 20;

  private Environments() {}

  /** The version of this program; {@code development} when it was not started from its jar. */
  public static String version() {
    String version = Environments.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Java, machine and kernels of this process. */
  public static RunConfig.Environment of(Engine engine, String device) {
    Backend kernels = engine.backend();
    Runtime java = Runtime.getRuntime();
    return new RunConfig.Environment(
        version(),
        System.getProperty("java.version")
            + " ("
            + System.getProperty("java.vm.name")
            + ", "
            + System.getProperty("java.vendor")
            + ")",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch"),
        java.availableProcessors(),
        java.maxMemory() >> MEBIBYTE_BITS,
        device,
        kernels.name(),
        kernels.description(),
        engine.parallel().threads());
  }
}
