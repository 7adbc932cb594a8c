package dev.ornstein.examples;

import dev.ornstein.tensor.Rng;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small images in IDX files: bright bars, upright or level, on 8×8 pixels. */
final class TinyData {
  static final int TRAIN = 64;
  static final int SIZE = 8;

  private TinyData() {}

  /** Writes the four files into a folder, with 16 test images. */
  static Path write(Path folder, long seed) throws IOException {
    return write(folder, seed, TRAIN / 4);
  }

  /** Writes the four files into a folder. */
  static Path write(Path folder, long seed, int test) throws IOException {
    Files.createDirectories(folder);
    write(folder, "train", TRAIN, seed);
    write(folder, "t10k", test, seed + 1);
    return folder;
  }

  /** Options of a short run of a narrow network on such data, and more of them. */
  static String[] options(Path data, Object out, int samples, int samplerSteps, Object... more) {
    return Shell.words(
        "--data",
        data,
        "--out",
        out,
        "--width",
        4,
        "--batch-size",
        16,
        "--samples",
        samples,
        "--sampler-steps",
        samplerSteps,
        Shell.words(more));
  }

  private static void write(Path folder, String part, int count, long seed) throws IOException {
    Rng rng = Rng.of(seed);
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIZE * SIZE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    images.putInt(0x803).putInt(count).putInt(SIZE).putInt(SIZE);
    labels.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      int label = rng.nextInt(2);
      int place = rng.nextInt(SIZE - 1);
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          int across = label == 0 ? x : y;
          images.put((byte) (across == place || across == place + 1 ? 250 : 0));
        }
      }
      labels.put((byte) label);
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }
}
