package dev.ornstein.mnist.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A dataset in the form of MNIST that is small enough for tests: 6 + 3 images of 4×5 pixels. */
final class TinyIdx {
  static final int ROWS = 4;
  static final int COLUMNS = 5;

  private TinyIdx() {}

  /** The array behind one of the four files. */
  static IdxArray array(IdxFile file) {
    boolean train = file == IdxFile.TRAIN_IMAGES || file == IdxFile.TRAIN_LABELS;
    int count = train ? 6 : 3;
    if (file == IdxFile.TRAIN_LABELS || file == IdxFile.TEST_LABELS) {
      byte[] labels = new byte[count];
      for (int i = 0; i < count; i++) {
        labels[i] = (byte) (i % 10);
      }
      return new IdxArray(new int[] {count}, labels);
    }
    byte[] pixels = new byte[count * ROWS * COLUMNS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (7 * i + (train ? 0 : 100));
    }
    return new IdxArray(new int[] {count, ROWS, COLUMNS}, pixels);
  }

  /** The file as it is published before compression. */
  static byte[] plain(IdxFile file) {
    return plain(array(file));
  }

  /** An array as a file. */
  static byte[] plain(IdxArray array) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(array.header());
    out.writeBytes(array.data());
    return out.toByteArray();
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gz = new GZIPOutputStream(out)) {
      gz.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The four files, plain, under the names of publication. */
  static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (IdxFile file : IdxFile.values()) {
      Files.write(folder.resolve(file.fileName()), plain(file));
    }
  }

  /** These files as a published dataset with SHA-256 checksums. */
  static MnistSource source(URI... mirrors) {
    Map<IdxFile, Checksum> checksums = new EnumMap<>(IdxFile.class);
    for (IdxFile file : IdxFile.values()) {
      checksums.put(file, Checksum.sha256("0".repeat(64)).of(array(file)));
    }
    List<String> names = new ArrayList<>();
    for (int k = 0; k < 10; k++) {
      names.add("class " + k);
    }
    return new MnistSource("Tiny", "tiny", names, List.of(mirrors), checksums);
  }
}
