package dev.ornstein.mnist.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be said only about the true files; skipped, with a line, where there are none. */
class RealMnistTest {
  private static Path folder() {
    return RealMnist.folder("RealMnistTest");
  }

  @Test
  void isWhatItWas() throws IOException {
    Path folder = folder();
    TrainTest mnist = Datasets.resolve(folder.toString(), line -> {});
    assertEquals("MNIST from " + folder + ", checksums verified", mnist.description());
    assertEquals("MNIST train: 60000 images 1×28×28, 10 classes", mnist.train().toString());
    assertEquals(10_000, mnist.test().count());
    int[] train = {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949};
    assertArrayEquals(train, mnist.train().classHistogram());
    List<Integer> first = List.of(5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
    for (int i = 0; i < first.size(); i++) {
      assertEquals(first.get(i), mnist.train().label(i));
    }
  }

  @Test
  void hasItsKnownMeanAndDeviation() throws IOException {
    Dataset train = Datasets.resolve(folder().toString(), line -> {}).train();
    long sum = 0;
    long squares = 0;
    for (int i = 0; i < train.count(); i++) {
      for (int p = 0; p < 784; p++) {
        int v = train.pixel(i, 0, p / 28, p % 28);
        sum += v;
        squares += v * v;
      }
    }
    double n = 784.0 * train.count();
    double mean = sum / n / 255;
    assertEquals(0.1307, mean, 5e-5);
    assertEquals(0.3081, Math.sqrt(squares / n / 65025 - mean * mean), 5e-5);
  }
}
