package dev.ornstein.mnist.data;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.UserError;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The meaning of the option {@code --data}.
 *
 * <table>
 * <caption>What it may be</caption>
 * <tr><td>{@code mnist}</td><td>MNIST: from the cache, else downloaded into it</td></tr>
 * <tr><td>{@code fashion}</td><td>Fashion-MNIST, likewise</td></tr>
 * <tr><td>{@code synthetic}</td><td>the built-in digits drawn from strokes</td></tr>
 * <tr><td>{@code auto}</td><td>{@code mnist} where it can be had, else, with one line that says so,
 *     {@code synthetic}</td></tr>
 * <tr><td>a folder</td><td>the four IDX files in it, plain or gz; one that is named like a word
 *     above is given as {@code ./mnist}</td></tr>
 * </table>
 *
 * <p>The cache is {@code $ORNSTEIN_DATA}, else {@code ~/.cache/ornstein}; a dataset lies in its
 * sub-folder {@code mnist} or {@code fashion}, or directly in it. What the cache or the network
 * delivers is used only when its checksum fits.
 */
public final class Datasets {
  /** The synthetic digits are one fixed dataset, as MNIST is. */
  private static final long SYNTHETIC_SEED = 0;

  private final Path cache;
  private final Downloader downloader;
  private final MnistSource mnist;
  private final MnistSource fashion;
  private final Consumer<String> log;

  Datasets(
      Path cache,
      Downloader downloader,
      MnistSource mnist,
      MnistSource fashion,
      Consumer<String> log) {
    this.cache = cache;
    this.downloader = downloader;
    this.mnist = mnist;
    this.fashion = fashion;
    this.log = log;
  }

  /**
   * Finds, checks and reads what {@code spec} stands for.
   *
   * @param spec the value of {@code --data}: {@code auto}, {@code mnist}, {@code fashion}, {@code
   *     synthetic} or a folder
   * @param log receives a line for each file that is downloaded and for whatever else the user
   *     should know
   * @throws UserError when it cannot be had, or is damaged
   */
  public static TrainTest resolve(String spec, Consumer<String> log) {
    return ofUser(log).resolve(spec);
  }

  /**
   * Reads what {@code spec} stands for if it is on this machine; nothing is ever downloaded, and
   * {@code auto} is MNIST or nothing.
   *
   * @param spec as for {@link #resolve(String, Consumer)}
   * @param log receives a line for each file of the cache that is there but damaged
   * @return empty when it would have to be downloaded
   * @throws UserError when a folder is given that does not hold the files
   */
  public static Optional<TrainTest> local(String spec, Consumer<String> log) {
    return ofUser(log).local(spec);
  }

  private static Datasets ofUser(Consumer<String> log) {
    return new Datasets(
        cacheFolder(System.getenv(), Path.of(System.getProperty("user.home"))),
        new Downloader(),
        MnistSource.MNIST,
        MnistSource.FASHION,
        log);
  }

  /**
   * Where downloads are kept.
   *
   * @param environment variables by name
   * @param home the user's home folder
   */
  public static Path cacheFolder(Map<String, String> environment, Path home) {
    String set = environment.getOrDefault("ORNSTEIN_DATA", "");
    return set.isBlank() ? home.resolve(".cache").resolve("ornstein") : Path.of(set);
  }

  TrainTest resolve(String spec) {
    switch (spec) {
      case "auto":
        return mnistOrSynthetic();
      case "mnist":
        return fromCacheOrNetwork(mnist);
      case "fashion":
        return fromCacheOrNetwork(fashion);
      case "synthetic":
        return synthetic();
      default:
        return fromFolder(spec);
    }
  }

  Optional<TrainTest> local(String spec) {
    switch (spec) {
      case "auto":
      case "mnist":
        return fromCache(mnist);
      case "fashion":
        return fromCache(fashion);
      default:
        return Optional.of(resolve(spec));
    }
  }

  private TrainTest mnistOrSynthetic() {
    try {
      return fromCacheOrNetwork(mnist);
    } catch (UserError e) {
      log.accept(
          "Using the built-in synthetic digits, because "
              + e.getMessage()
              + " (or give --data DIR)");
      return synthetic();
    }
  }

  private static TrainTest synthetic() {
    try (Parallel parallel = new Parallel(Runtime.getRuntime().availableProcessors())) {
      return SyntheticDigits.trainTest(SYNTHETIC_SEED, parallel);
    }
  }

  private TrainTest fromCacheOrNetwork(MnistSource source) {
    Map<IdxFile, IdxArray> arrays = new EnumMap<>(IdxFile.class);
    for (IdxFile file : IdxFile.values()) {
      arrays.put(
          file,
          fromCache(source, file, "fetching it again")
              .orElseGet(
                  () -> downloader.fetch(source, file, cache.resolve(source.folder()), log)));
    }
    return verified(source, arrays);
  }

  private Optional<TrainTest> fromCache(MnistSource source) {
    Map<IdxFile, IdxArray> arrays = new EnumMap<>(IdxFile.class);
    for (IdxFile file : IdxFile.values()) {
      Optional<IdxArray> array = fromCache(source, file, "it is left out");
      if (array.isEmpty()) {
        return Optional.empty();
      }
      arrays.put(file, array.get());
    }
    return Optional.of(verified(source, arrays));
  }

  private TrainTest verified(MnistSource source, Map<IdxFile, IdxArray> arrays) {
    return assemble(
        source.title(),
        arrays,
        source.classNames(),
        source.folder(),
        source.title() + ", checksums verified",
        cache.resolve(source.folder()));
  }

  /** A file of the cache; what is wrong with one in the dataset's own folder is logged. */
  private Optional<IdxArray> fromCache(MnistSource source, IdxFile file, String consequence) {
    Path own = cache.resolve(source.folder());
    List<String> faults = new ArrayList<>();
    for (Path folder : List.of(own, cache)) {
      for (Path path : file.in(folder)) {
        String fault = "does not have the checksum of " + source.title();
        try {
          IdxArray array = file.read(path);
          if (source.checksums().get(file).fits(array)) {
            return Optional.of(array);
          }
        } catch (UserError e) {
          fault = "is damaged";
        }
        if (folder.equals(own)) {
          faults.add(path + " " + fault + ": " + consequence);
        }
      }
    }
    faults.forEach(log);
    return Optional.empty();
  }

  private TrainTest fromFolder(String spec) {
    Path folder = folder(spec);
    Map<IdxFile, IdxArray> arrays = new EnumMap<>(IdxFile.class);
    for (IdxFile file : IdxFile.values()) {
      List<Path> paths = file.in(folder);
      if (paths.isEmpty()) {
        throw new UserError(
            String.format(
                "--data %s has no %s; it must hold the four IDX files, this one named %s",
                spec, file.fileName(), String.join(" or ", file.acceptedNames())));
      }
      arrays.put(file, file.read(paths.get(0)));
    }
    for (MnistSource known : List.of(mnist, fashion)) {
      if (known.matches(arrays)) {
        String description = known.title() + " from " + folder + ", checksums verified";
        return assemble(known.title(), arrays, known.classNames(), spec, description, folder);
      }
    }
    String name = folder.toAbsolutePath().normalize().getFileName() + "";
    String description = "IDX files from " + folder + ", neither MNIST nor Fashion-MNIST";
    return assemble(name, arrays, numbered(arrays), spec, description, folder);
  }

  private static Path folder(String spec) {
    String is = "no folder that exists";
    try {
      Path path = Path.of(spec);
      if (Files.isDirectory(path)) {
        return path;
      }
      if (Files.exists(path)) {
        is = "a file";
      }
    } catch (InvalidPathException e) {
      is = "no name of a folder";
    }
    throw new UserError(
        String.format(
            "--data %s is %s; it must be auto, mnist, fashion, synthetic or a folder with the four"
                + " IDX files",
            spec, is));
  }

  /** Ten classes, or as many as the labels need, named by their numbers. */
  private static List<String> numbered(Map<IdxFile, IdxArray> arrays) {
    int last = 9;
    for (IdxFile file : List.of(IdxFile.TRAIN_LABELS, IdxFile.TEST_LABELS)) {
      for (byte label : arrays.get(file).data()) {
        last = Math.max(last, label & 0xff);
      }
    }
    List<String> names = new ArrayList<>();
    for (int k = 0; k <= last; k++) {
      names.add(Integer.toString(k));
    }
    return names;
  }

  private static TrainTest assemble(
      String name,
      Map<IdxFile, IdxArray> arrays,
      List<String> classNames,
      String spec,
      String description,
      Path folder) {
    IdxArray train = arrays.get(IdxFile.TRAIN_IMAGES);
    IdxArray test = arrays.get(IdxFile.TEST_IMAGES);
    if (train.dim(1) != test.dim(1) || train.dim(2) != test.dim(2)) {
      throw new UserError(
          String.format(
              "in %s the training images have %d×%d pixels and the test images %d×%d; both must"
                  + " have the same size",
              folder, train.dim(1), train.dim(2), test.dim(1), test.dim(2)));
    }
    return new TrainTest(
        labelled(name + " train", train, arrays, IdxFile.TRAIN_LABELS, classNames, folder),
        labelled(name + " test", test, arrays, IdxFile.TEST_LABELS, classNames, folder),
        spec,
        description);
  }

  private static Dataset labelled(
      String name,
      IdxArray images,
      Map<IdxFile, IdxArray> arrays,
      IdxFile labelFile,
      List<String> classNames,
      Path folder) {
    byte[] labels = arrays.get(labelFile).data();
    if (labels.length != images.dim(0)) {
      throw new UserError(
          String.format(
              "%s in %s holds %d labels for %d images; there must be one for each",
              labelFile.fileName(), folder, labels.length, images.dim(0)));
    }
    return new Dataset(name, 1, images.dim(1), images.dim(2), images.data(), labels, classNames);
  }
}
