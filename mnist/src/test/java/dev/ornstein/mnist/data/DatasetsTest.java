package dev.ornstein.mnist.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.UserError;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60)
class DatasetsTest {
  @TempDir private Path temp;

  private final List<String> log = new ArrayList<>();
  private Path cache;
  private Path folder;

  @BeforeEach
  void start() throws IOException {
    cache = temp.resolve("cache");
    folder = temp.resolve("mine");
    TinyIdx.write(folder);
  }

  /** Datasets whose MNIST is the tiny one, at these mirrors. */
  private Datasets datasets(URI... mirrors) {
    Downloader downloader = new Downloader(Duration.ofSeconds(5), Duration.ofSeconds(20), 1 << 20);
    MnistSource tiny = TinyIdx.source(mirrors);
    return new Datasets(cache, downloader, tiny, fashion(), log::add);
  }

  /** Other files, known by MD5 sums: the tiny ones with one pixel or label changed. */
  private static MnistSource fashion() {
    Map<IdxFile, Checksum> checksums = new EnumMap<>(IdxFile.class);
    for (IdxFile file : IdxFile.values()) {
      checksums.put(file, Checksum.md5("0".repeat(32)).of(altered(file)));
    }
    List<String> names = TinyIdx.source().classNames();
    return new MnistSource("Clothes", "clothes", names, List.of(), checksums);
  }

  private static IdxArray altered(IdxFile file) {
    IdxArray array = TinyIdx.array(file);
    array.data()[0] ^= 1;
    return array;
  }

  private String refusal(String spec) {
    return assertThrows(UserError.class, () -> datasets().resolve(spec)).getMessage();
  }

  private static void assertTiny(TrainTest sets) {
    assertEquals(6, sets.train().count());
    assertEquals(3, sets.test().count());
    assertEquals(7 * 21 % 256, sets.train().pixel(1, 0, 0, 1));
    assertEquals(2, sets.test().label(2));
  }

  @Test
  void readsAFolder() {
    TrainTest sets = datasets().resolve(folder.toString());
    assertTiny(sets);
    assertEquals("Tiny from " + folder + ", checksums verified", sets.description());
    assertEquals("Tiny train", sets.train().name());
    assertEquals("class 3", sets.train().classNames().get(3));
    assertEquals(List.of(), log);
  }

  @Test
  void readsAFolderUnderEveryName() throws IOException {
    for (int style = 0; style < 4; style++) {
      Path other = Files.createDirectory(temp.resolve("style" + style));
      for (IdxFile file : IdxFile.values()) {
        String name = file.acceptedNames().get(style);
        byte[] plain = TinyIdx.plain(file);
        Files.write(other.resolve(name), name.endsWith(".gz") ? TinyIdx.gzip(plain) : plain);
      }
      assertTiny(datasets().resolve(other.toString()));
    }
    assertEquals(
        List.of(
            "t10k-labels-idx1-ubyte",
            "t10k-labels.idx1-ubyte",
            "t10k-labels-idx1-ubyte.gz",
            "t10k-labels.idx1-ubyte.gz"),
        IdxFile.TEST_LABELS.acceptedNames());
  }

  @Test
  void aFolderOfTheSameNameHidesNoFile() throws IOException {
    IdxFile labels = IdxFile.TEST_LABELS;
    Files.delete(folder.resolve(labels.fileName()));
    Files.createDirectory(folder.resolve(labels.fileName()));
    Path gzipped = folder.resolve(labels.fileName() + ".gz");
    Files.write(gzipped, TinyIdx.gzip(TinyIdx.plain(labels)));
    assertTiny(datasets().resolve(folder.toString()));
  }

  @Test
  void recognisesOtherKnownFiles() throws IOException {
    for (IdxFile file : IdxFile.values()) {
      Files.write(folder.resolve(file.fileName()), TinyIdx.plain(altered(file)));
    }
    TrainTest sets = datasets().resolve(folder.toString());
    assertEquals("Clothes from " + folder + ", checksums verified", sets.description());
  }

  @Test
  void takesFilesThatNobodyKnows() throws IOException {
    IdxArray labels = new IdxArray(new int[] {6}, new byte[] {0, 1, 25, 3, 4, 5});
    Files.write(folder.resolve(IdxFile.TRAIN_LABELS.fileName()), TinyIdx.plain(labels));
    TrainTest sets = datasets().resolve(folder.toString());
    assertEquals(
        "IDX files from " + folder + ", neither MNIST nor Fashion-MNIST", sets.description());
    assertEquals(26, sets.test().classes());
    assertEquals("mine test", sets.test().name());
  }

  @Test
  void refusesAFolderThatLacksAFile() throws IOException {
    Files.delete(folder.resolve(IdxFile.TEST_LABELS.fileName()));
    assertEquals(
        "--data "
            + folder
            + " has no t10k-labels-idx1-ubyte; it must hold the four IDX files, this one named"
            + " t10k-labels-idx1-ubyte or t10k-labels.idx1-ubyte or t10k-labels-idx1-ubyte.gz or"
            + " t10k-labels.idx1-ubyte.gz",
        refusal(folder.toString()));
  }

  @Test
  void refusesLabelsThatAreTooFew() throws IOException {
    IdxArray labels = new IdxArray(new int[] {5}, new byte[5]);
    Files.write(folder.resolve(IdxFile.TRAIN_LABELS.fileName()), TinyIdx.plain(labels));
    assertEquals(
        "train-labels-idx1-ubyte in "
            + folder
            + " holds 5 labels for 6 images; there must be one for each",
        refusal(folder.toString()));
  }

  @Test
  void refusesImagesOfTwoSizes() throws IOException {
    IdxArray images = new IdxArray(new int[] {3, 2, 2}, new byte[12]);
    Files.write(folder.resolve(IdxFile.TEST_IMAGES.fileName()), TinyIdx.plain(images));
    assertEquals(
        "in "
            + folder
            + " the training images have 4×5 pixels and the test images 2×2; both must have the"
            + " same size",
        refusal(folder.toString()));
  }

  @Test
  void refusesWhatIsNoFolder() {
    Path file = folder.resolve(IdxFile.TEST_LABELS.fileName());
    String rest =
        "; it must be auto, mnist, fashion, synthetic or a folder with the four IDX files";
    assertEquals("--data emnist is no folder that exists" + rest, refusal("emnist"));
    assertEquals("--data " + file + " is a file" + rest, refusal(file.toString()));
    String bad = "a\0b";
    assertEquals("--data " + bad + " is no name of a folder" + rest, refusal(bad));
  }

  @Test
  void takesTheCacheWithoutNetwork() throws IOException {
    TinyIdx.write(cache.resolve("tiny"));
    for (String spec : List.of("mnist", "auto")) {
      TrainTest sets = datasets().resolve(spec);
      assertTiny(sets);
      assertEquals("Tiny, checksums verified", sets.description());
    }
    assertEquals(List.of(), log);
  }

  @Test
  void takesFilesThatLieDirectlyInTheCache() throws IOException {
    TinyIdx.write(cache);
    assertTiny(datasets().resolve("mnist"));
  }

  @Test
  void downloadsWhatTheCacheLacks() throws IOException {
    TinyIdx.write(cache.resolve("tiny"));
    Files.delete(cache.resolve("tiny").resolve(IdxFile.TRAIN_IMAGES.fileName()));
    try (TestServer server = new TestServer()) {
      URI mirror = server.mirror("good", TestServer::properly);
      assertTiny(datasets(mirror).resolve("auto"));
      assertEquals("tiny", datasets(mirror).resolve("auto").source());
      assertEquals(List.of("good"), server.requests(), "once, and one file only");
    }
  }

  @Test
  void fetchesADamagedFileAgain() throws IOException {
    TinyIdx.write(cache.resolve("tiny"));
    Path damaged = cache.resolve("tiny").resolve(IdxFile.TEST_IMAGES.fileName());
    Files.write(damaged, new byte[] {1, 2, 3});
    Path other = cache.resolve("tiny").resolve(IdxFile.TRAIN_LABELS.fileName());
    Files.write(other, TinyIdx.plain(altered(IdxFile.TRAIN_LABELS)));
    try (TestServer server = new TestServer()) {
      URI mirror = server.mirror("good", TestServer::properly);
      assertTiny(datasets(mirror).resolve("mnist"));
      assertEquals(other + " does not have the checksum of Tiny: fetching it again", log.get(0));
      assertEquals(damaged + " is damaged: fetching it again", log.get(2));
      log.clear();
      assertTiny(datasets(mirror).resolve("mnist"));
      assertEquals(List.of(), log, "mended for good");
    }
  }

  @Test
  void mnistMustBeMnist() {
    String message = refusal("mnist");
    assertTrue(
        message.startsWith("train-images-idx3-ubyte of Tiny could not be fetched ("), message);
    assertEquals(List.of(), log);
  }

  @Test
  void autoFallsBackWithOneLine() throws IOException {
    try (TestServer server = new TestServer()) {
      URI first = server.mirror("first", TestServer::notFound);
      URI second = server.mirror("second", TestServer::notFound);
      TrainTest sets = datasets(first, second).resolve("auto");
      assertEquals(60_000, sets.train().count());
      assertEquals(10_000, sets.test().count());
      assertTrue(sets.description().startsWith("synthetic digits"), sets.description());
      assertEquals("synthetic", sets.source());
      assertEquals(1, log.size(), log.toString());
      assertTrue(
          log.get(0).startsWith("Using the built-in synthetic digits, because "), log.get(0));
      assertFalse(log.get(0).contains("\n"), log.get(0));
      assertEquals(List.of("first", "second"), server.requests(), "the other files are not tried");
    }
  }

  @Test
  void theCacheIsWhereItIsSaid() {
    Path home = Path.of("home", "me");
    assertEquals(home.resolve(".cache/ornstein"), Datasets.cacheFolder(Map.of(), home));
    assertEquals(
        home.resolve(".cache/ornstein"), Datasets.cacheFolder(Map.of("ORNSTEIN_DATA", ""), home));
    assertEquals(Path.of("/data"), Datasets.cacheFolder(Map.of("ORNSTEIN_DATA", "/data"), home));
  }

  @Test
  void whatIsLocalIsReadAndNothingElse() throws IOException {
    assertEquals(Optional.empty(), datasets().local("auto"));
    assertEquals(Optional.empty(), datasets().local("mnist"));
    assertEquals(Optional.empty(), datasets().local("fashion"));
    assertEquals(List.of(), log);
    assertTiny(datasets().local(folder.toString()).orElseThrow());
    Path own = cache.resolve("tiny");
    TinyIdx.write(own);
    assertTiny(datasets().local("auto").orElseThrow());
    assertTiny(datasets().local("mnist").orElseThrow());
    Files.write(own.resolve(IdxFile.TEST_IMAGES.fileName()), new byte[3]);
    assertEquals(Optional.empty(), datasets().local("mnist"));
    assertTrue(log.get(0).endsWith("t10k-images-idx3-ubyte is damaged: it is left out"), log + "");
    assertThrows(UserError.class, () -> datasets().local(temp.resolve("none").toString()));
  }

  @Test
  void publishedSourcesAreComplete() {
    for (MnistSource source : List.of(MnistSource.MNIST, MnistSource.FASHION)) {
      assertEquals(4, source.checksums().size());
      assertEquals(4, source.checksums().values().stream().distinct().count());
      assertEquals(10, source.classNames().size());
      assertTrue(source.mirrors().size() >= 2);
      source.mirrors().forEach(m -> assertTrue(m.toString().endsWith("/"), m.toString()));
    }
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Checksum.sha256("abc"));
    assertEquals("SHA-256 must be 64 lower-case hexadecimal digits, got abc", e.getMessage());
  }
}
