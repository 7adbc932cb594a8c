package dev.ornstein.mnist.data;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The true files, for tests that need them. */
public final class RealMnist {
  private RealMnist() {}

  /**
   * The folder of the true files: of the cache, else beside the repository. Without one the calling
   * test is skipped, with a line.
   *
   * @param test its name
   */
  public static Path folder(String test) {
    Path cache = Datasets.cacheFolder(System.getenv(), Path.of(System.getProperty("user.home")));
    Optional<Path> found =
        Stream.of(
                cache.resolve("mnist"),
                cache,
                Path.of("../../shared/mnist"),
                Path.of("../shared/mnist"))
            .filter(f -> Stream.of(IdxFile.values()).allMatch(file -> !file.in(f).isEmpty()))
            .findFirst();
    if (found.isEmpty()) {
      System.out.println(test + " skipped: no MNIST in " + cache + " or ../shared/mnist");
    }
    Assumptions.assumeTrue(found.isPresent(), "MNIST is not here");
    return found.get();
  }
}
