package dev.ornstein.mnist.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxReaderTest {
  @TempDir private Path folder;

  private static final byte[] IMAGES = TinyIdx.plain(IdxFile.TRAIN_IMAGES);
  private static final byte[] LABELS = TinyIdx.plain(IdxFile.TRAIN_LABELS);

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("file"), content);
  }

  /** The sentence with which a file of images is refused; it must begin with the file. */
  private String refusal(byte[] content) throws IOException {
    return refusal(file(content));
  }

  private static String refusal(Path file) {
    String message = assertThrows(UserError.class, () -> IdxReader.readImages(file)).getMessage();
    assertTrue(message.startsWith(file + " "), message);
    return message.substring(file.toString().length() + 1);
  }

  private static byte[] header(int... ints) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * ints.length);
    for (int i : ints) {
      bytes.putInt(i);
    }
    return bytes.array();
  }

  @Test
  void readsPlainImages() throws IOException {
    IdxArray a = IdxReader.readImages(file(IMAGES));
    assertEquals(6, a.dim(0));
    assertEquals(TinyIdx.ROWS, a.dim(1));
    assertEquals(TinyIdx.COLUMNS, a.dim(2));
    assertArrayEquals(TinyIdx.array(IdxFile.TRAIN_IMAGES).data(), a.data());
    assertArrayEquals(IMAGES, TinyIdx.plain(a), "header and data are the file again");
  }

  @Test
  void readsCompressedLabelsWhateverTheName() throws IOException {
    IdxArray a = IdxReader.readLabels(file(TinyIdx.gzip(LABELS)));
    assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 5}, a.data());
  }

  @Test
  void refusesAMissingFile() {
    assertEquals(
        "does not exist; it should be an IDX file of images", refusal(folder.resolve("none")));
  }

  @Test
  void refusesAFolder() {
    assertEquals("is not a file; it should be an IDX file of images", refusal(folder));
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    assertEquals(
        "ends within its header; an IDX file of images starts with 16 bytes of magic number and"
            + " sizes",
        refusal(new byte[0]));
  }

  @Test
  void refusesHalfAHeader() throws IOException {
    assertTrue(refusal(Arrays.copyOf(IMAGES, 11)).startsWith("ends within its header"));
  }

  @Test
  void refusesATruncatedPlainFile() throws IOException {
    assertEquals(
        "is truncated: 6 images of 4×5 pixels need 136 bytes, but there are at most 135; fetch it"
            + " again",
        refusal(Arrays.copyOf(IMAGES, 135)));
  }

  @Test
  void refusesCompressedDataThatEndsEarly() throws IOException {
    byte[] inner = TinyIdx.gzip(Arrays.copyOf(IMAGES, 100));
    assertEquals(
        "is truncated: 6 images of 4×5 pixels need 136 decompressed bytes, but there are at most"
            + " 100; fetch it again",
        refusal(inner));
  }

  @Test
  void refusesATruncatedGzipStream() throws IOException {
    byte[] gz = TinyIdx.gzip(IMAGES);
    assertEquals(
        "ends in the middle of its gzip stream; fetch it again, it is incomplete",
        refusal(Arrays.copyOf(gz, gz.length - 12)));
  }

  @Test
  void refusesADamagedGzipStream() throws IOException {
    byte[] gz = TinyIdx.gzip(IMAGES);
    gz[gz.length - 6] ^= 1; // within the CRC
    String message = refusal(gz);
    assertTrue(message.startsWith("is a damaged gzip file ("), message);
    assertTrue(message.endsWith("; fetch it again"), message);
  }

  @Test
  void refusesTrailingBytes() throws IOException {
    String expected =
        "has bytes after its last image; its header says 6 images of 4×5 pixels, that is 136 bytes"
            + " and no more";
    assertEquals(expected, refusal(Arrays.copyOf(IMAGES, 137)));
    assertEquals(
        expected.replace("136 bytes", "136 decompressed bytes"),
        refusal(TinyIdx.gzip(Arrays.copyOf(IMAGES, 137))));
  }

  @Test
  void refusesBytesAfterTheGzipStream() throws IOException {
    byte[] gz = TinyIdx.gzip(IMAGES);
    for (int extra : new int[] {1, 9, 100, 200_000}) {
      assertEquals(
          "has bytes after the end of its gzip stream; fetch it again",
          refusal(Arrays.copyOf(gz, gz.length + extra)));
    }
  }

  @Test
  void readsAGzipHeaderWithAName() throws IOException {
    byte[] gz = TinyIdx.gzip(IMAGES);
    byte[] named = new byte[gz.length + 4];
    System.arraycopy(gz, 0, named, 0, 10);
    named[3] = 8; // FNAME: a zero-terminated name follows the ten bytes
    System.arraycopy("abc".getBytes(), 0, named, 10, 3);
    System.arraycopy(gz, 10, named, 14, gz.length - 10);
    assertEquals(6, IdxReader.readImages(file(named)).dim(0));
  }

  @Test
  void refusesLabelsWhereImagesBelong() throws IOException {
    assertEquals(
        "starts with magic number 2049, which means labels; an IDX file of images starts with 2051",
        refusal(LABELS));
  }

  @Test
  void refusesImagesWhereLabelsBelong() throws IOException {
    Path file = file(IMAGES);
    String message = assertThrows(UserError.class, () -> IdxReader.readLabels(file)).getMessage();
    assertEquals(
        file
            + " starts with magic number 2051, which means images; an IDX file of labels starts"
            + " with 2049",
        message);
  }

  @Test
  void refusesWhatIsNoIdxFile() throws IOException {
    assertEquals(
        "starts with magic number 1013478509; an IDX file of images starts with 2051",
        refusal("<html>not found</html>".getBytes()));
  }

  @Test
  void refusesSizesThatMakeNoSense() throws IOException {
    for (int[] dims : new int[][] {{0, 28, 28}, {1, 0, 28}, {1, 28, 4097}, {-1, 28, 28}}) {
      byte[] header = header(2051, dims[0], dims[1], dims[2]);
      String message = refusal(Arrays.copyOf(header, 16 + 784));
      assertTrue(message.startsWith("claims to hold "), message);
      assertTrue(message.contains("×" + dims[2] + " pixels; counts must be positive"), message);
    }
    assertEquals(
        "claims to hold 2000000 images of 4096×4096 pixels; at most 2 GiB of pixels can be kept in"
            + " memory",
        refusal(header(2051, 2_000_000, 4096, 4096)));
  }

  @Test
  void aLyingHeaderAllocatesNothing() throws IOException {
    byte[] claims = header(2051, 1_000_000, 40, 40); // 1.6 GB: more than the heap of the tests
    assertTrue(refusal(claims).startsWith("is truncated: 1000000 images"));
    assertTrue(refusal(TinyIdx.gzip(claims)).startsWith("is truncated: 1000000 images"));
  }
}
