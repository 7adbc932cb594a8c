package dev.ornstein.examples.session;

import dev.ornstein.examples.cli.GeneralOptions;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.mnist.data.Datasets;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.kernel.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What there is on this machine, and what would be used. */
public final class Whereabouts {
  private static final List<String> STEMS =
      List.of("train-images", "train-labels", "t10k-images", "t10k-labels");

  private Whereabouts() {}

  /**
   * Names and values for people. Nothing is downloaded or read but the names in folders.
   *
   * @param general which kernels and threads are asked for
   * @param console for warnings
   */
  public static Map<String, String> of(GeneralOptions general, Console console) {
    Map<String, String> lines = new LinkedHashMap<>();
    try (Engine engine = general.engine(console)) {
      RunConfig.Environment here = Environments.of(engine, general.device());
      lines.put("Ornstein", here.ornstein());
      lines.put("Java", here.java());
      lines.put("system", here.system());
      lines.put("threads", here.threads() + " for " + here.processors() + " processors");
      lines.put("memory", String.format(Locale.ROOT, "Java may use %,d MiB", here.memoryMiB()));
      lines.put("kernels", here.kernelsDetail());
      lines.put("why", why(general));
    }
    lines.putAll(openCl());
    Path cache = Datasets.cacheFolder(System.getenv(), Path.of(System.getProperty("user.home")));
    Optional<Path> mnist = holding(cache.resolve("mnist"), cache);
    lines.put(
        "data cache", cache + (System.getenv("ORNSTEIN_DATA") == null ? "" : " (ORNSTEIN_DATA)"));
    lines.put("mnist", place(mnist));
    lines.put("fashion", place(holding(cache.resolve("fashion"))));
    lines.put("synthetic", "built in");
    lines.put(
        "--data auto",
        mnist.isPresent()
            ? "takes MNIST from the cache, if its checksums fit"
            : "downloads MNIST into the cache, or takes synthetic digits when it cannot");
    return lines;
  }

  /** A line for each OpenCL device, or one with the reason why there is none. */
  private static Map<String, String> openCl() {
    Map<String, String> lines = new LinkedHashMap<>();
    try {
      for (String device : Backends.openClDevices()) {
        int name = device.indexOf(' ');
        lines.put(device.substring(0, name), device.substring(name + 1));
      }
    } catch (UserError refusal) {
      lines.put("opencl", refusal.getMessage());
    }
    return lines;
  }

  private static String why(GeneralOptions general) {
    if (!general.device().equals("cpu")) {
      return "--device " + general.device() + " asks for them";
    }
    String wanted = general.kernels();
    String property = System.getProperty(Backends.PROPERTY);
    if (!wanted.equals("auto")) {
      return "--kernels " + wanted + " asks for them";
    }
    if (property != null && !property.equals("auto")) {
      return "-D" + Backends.PROPERTY + "=" + property + " asks for them";
    }
    String refusal = Backends.refusalOfVector();
    return refusal == null
        ? "the vector module is there, and vector kernels are the fastest"
        : "no vector kernels: " + refusal;
  }

  private static Optional<Path> holding(Path... folders) {
    for (Path folder : folders) {
      if (STEMS.stream().allMatch(stem -> hasFile(folder, stem))) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  private static boolean hasFile(Path folder, String stem) {
    String[] names = folder.toFile().list((in, name) -> name.startsWith(stem));
    return names != null && names.length > 0 && Files.isReadable(folder);
  }

  private static String place(Optional<Path> folder) {
    return folder.map(f -> "in " + f).orElse("not in the cache");
  }
}
