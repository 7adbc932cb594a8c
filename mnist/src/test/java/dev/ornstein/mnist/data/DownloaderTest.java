package dev.ornstein.mnist.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60)
class DownloaderTest {
  private static final IdxFile FILE = IdxFile.TRAIN_IMAGES;
  private static final byte[] GZ = TinyIdx.gzip(TinyIdx.plain(FILE));

  @TempDir private Path temp;

  private final List<String> log = new ArrayList<>();
  private TestServer server;
  private Path folder;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    folder = temp.resolve("cache").resolve("tiny");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Downloader downloader() {
    return new Downloader(Duration.ofSeconds(5), Duration.ofSeconds(20), 1 << 20);
  }

  private IdxArray fetch(URI... mirrors) {
    return downloader().fetch(TinyIdx.source(mirrors), FILE, folder, log::add);
  }

  private String refusal(URI... mirrors) {
    return assertThrows(UserError.class, () -> fetch(mirrors)).getMessage();
  }

  private Path target() {
    return folder.resolve(FILE.fileName() + ".gz");
  }

  private Path part() {
    return folder.resolve(FILE.fileName() + ".gz.part");
  }

  private void leavePart(byte[] content) throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), content);
  }

  /** The file is there, right and alone; {@code array} is what it holds. */
  private void assertFetched(IdxArray array) throws IOException {
    assertArrayEquals(TinyIdx.array(FILE).data(), array.data());
    assertArrayEquals(GZ, Files.readAllBytes(target()));
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(p -> p.getFileName().toString()).sorted().toList();
      assertEquals(List.of(".lock", FILE.fileName() + ".gz"), names);
    }
  }

  private void assertNothingLeft() {
    assertFalse(Files.exists(target()), "no file");
    assertFalse(Files.exists(part()), "no part of one");
  }

  @Test
  void fetchesIntoAFolderThatDidNotExist() throws IOException {
    URI good = server.mirror("good", TestServer::properly);
    assertFetched(fetch(good));
    assertEquals(List.of("Fetching " + good + FILE.fileName() + ".gz"), log);
  }

  @Test
  void asksTheNextMirrorWhenTheFirstDoesNotHaveIt() throws IOException {
    URI bad = server.mirror("bad", TestServer::notFound);
    assertFetched(fetch(bad, server.mirror("good", TestServer::properly)));
    assertEquals(List.of("bad", "good"), server.requests());
    assertEquals(1, log.size(), "only the mirror that delivers is named: " + log);
  }

  @Test
  void asksTheNextMirrorWhenTheFirstIsNotThere() throws IOException {
    URI dead;
    try (TestServer gone = new TestServer()) {
      dead = gone.mirror("dead", TestServer::properly);
    }
    assertFetched(fetch(dead, server.mirror("good", TestServer::properly)));
  }

  @Test
  void asksTheNextMirrorWhenTheFirstDeliversOtherData() throws IOException {
    URI bad = server.mirror("bad", TestServer::altered);
    assertFetched(fetch(bad, server.mirror("good", TestServer::properly)));
    assertEquals(List.of("bad", "good"), server.requests(), "nothing of the first is kept");
  }

  @Test
  void goesOnWhereTheFirstMirrorHungUp() throws IOException {
    URI flaky = server.mirror("flaky", TestServer::halfAndHangUp);
    assertFetched(fetch(flaky, server.mirror("good", TestServer::properly)));
    assertEquals(List.of("flaky", "good bytes=" + GZ.length / 2 + "-"), server.requests());
    assertTrue(log.get(1).endsWith(" from byte " + GZ.length / 2 + " on"), log.get(1));
  }

  @Test
  void goesOnWhereAnEarlierRunStopped() throws IOException {
    String message = refusal(server.mirror("flaky", TestServer::halfAndHangUp));
    assertTrue(message.contains("could not be fetched (localhost: "), message);
    assertFalse(Files.exists(target()));
    assertArrayEquals(Arrays.copyOf(GZ, GZ.length / 2), Files.readAllBytes(part()));
    assertFetched(fetch(server.mirror("good", TestServer::properly)));
    assertEquals("good bytes=" + GZ.length / 2 + "-", server.requests().get(1));
  }

  @Test
  void startsAnewWhenTheMirrorCannotGoOn() throws IOException {
    leavePart(Arrays.copyOf(GZ, 50));
    assertFetched(fetch(server.mirror("good", TestServer::wholly)));
    assertEquals(List.of("good bytes=50-"), server.requests());
  }

  @Test
  void startsAnewWhenTheOldPartWasDamaged() throws IOException {
    byte[] damaged = Arrays.copyOf(GZ, 50);
    damaged[40] ^= 1;
    leavePart(damaged);
    assertFetched(fetch(server.mirror("good", TestServer::properly)));
    assertEquals(List.of("good bytes=50-", "good"), server.requests());
  }

  @Test
  void startsAnewWhenTheOldPartIsTooLong() throws IOException {
    leavePart(Arrays.copyOf(GZ, GZ.length + 9));
    assertFetched(fetch(server.mirror("good", TestServer::properly)));
  }

  @Test
  void takesAPartThatIsComplete() throws IOException {
    leavePart(GZ);
    assertFetched(fetch(server.mirror("good", TestServer::properly)));
    assertEquals(List.of("good bytes=" + GZ.length + "-"), server.requests());
  }

  @Test
  void takesWhatAnotherProcessHasFetchedMeanwhile() throws IOException {
    Files.createDirectories(folder);
    Files.write(target(), GZ);
    assertArrayEquals(TinyIdx.array(FILE).data(), fetch().data());
  }

  @Test
  void replacesADamagedFile() throws IOException {
    Files.createDirectories(folder);
    Files.write(target(), new byte[] {1, 2, 3});
    assertFetched(fetch(server.mirror("good", TestServer::properly)));
  }

  @Test
  void refusesAWrongChecksumAndKeepsNothing() throws IOException {
    String message = refusal(server.mirror("bad", TestServer::altered));
    String expected = TinyIdx.source().checksums().get(FILE).hex();
    assertTrue(
        message.startsWith(
            "train-images-idx3-ubyte of Tiny could not be fetched (localhost: wrong checksum,"
                + " SHA-256 "),
        message);
    assertTrue(
        message.endsWith(
            " instead of "
                + expected
                + "); check the network, or put the four files into "
                + folder),
        message);
    assertNothingLeft();
  }

  @Test
  void refusesAPageOfALoginPortal() {
    String message = refusal(server.mirror("portal", TestServer::page));
    assertTrue(message.contains("(localhost: what it delivers is not the IDX file)"), message);
    assertNothingLeft();
  }

  @Test
  void refusesToFillTheDisk() {
    URI endless =
        server.mirror(
            "endless", (exchange, content) -> TestServer.wholly(exchange, new byte[5000]));
    Downloader frugal = new Downloader(Duration.ofSeconds(5), Duration.ofSeconds(20), 4000);
    String message =
        assertThrows(
                UserError.class,
                () -> frugal.fetch(TinyIdx.source(endless), FILE, folder, log::add))
            .getMessage();
    assertTrue(message.contains("(localhost: delivers more than 4000 bytes)"), message);
    assertFalse(Files.exists(target()));
  }

  @Test
  void namesTheFaultOfEveryMirror() {
    String message =
        refusal(
            server.mirror("a", TestServer::notFound),
            URI.create("http://nowhere.invalid/"),
            server.mirror("b", TestServer::page));
    assertTrue(message.contains("(localhost: answers with status 404; nowhere.invalid: "), message);
    assertTrue(message.contains("; localhost: what it delivers"), message);
  }

  @Test
  void givesUpOnAMirrorThatFallsSilent() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    URI silent =
        server.mirror(
            "silent",
            (exchange, content) -> {
              TestServer.halfAndHangUp(exchange, content);
              awaitQuietly(over);
            });
    URI good = server.mirror("good", TestServer::properly);
    Downloader impatient = new Downloader(Duration.ofSeconds(5), Duration.ofMillis(400), 1 << 20);
    try {
      assertFetched(impatient.fetch(TinyIdx.source(silent, good), FILE, folder, log::add));
    } finally {
      over.countDown();
    }
    assertEquals(List.of("silent", "good bytes=" + GZ.length / 2 + "-"), server.requests());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void twoAtATimeFetchOnce() throws Exception {
    MnistSource source = TinyIdx.source(server.mirror("good", TestServer::properly));
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      List<Future<IdxArray>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        both.add(two.submit(() -> downloader().fetch(source, FILE, folder, line -> {})));
      }
      assertFetched(both.get(0).get());
      assertFetched(both.get(1).get());
    } finally {
      two.shutdown();
    }
    assertEquals(List.of("good"), server.requests());
  }

  @Test
  void saysWhenTheCacheCannotBeWritten() throws IOException {
    Files.writeString(temp.resolve("cache"), "a file where a folder should be");
    String message = refusal(server.mirror("good", TestServer::properly));
    assertTrue(message.startsWith("the cache " + folder + " cannot be written ("), message);
    assertTrue(message.endsWith("set ORNSTEIN_DATA to a folder that is"), message);
    assertEquals(List.of(), server.requests());
  }
}
