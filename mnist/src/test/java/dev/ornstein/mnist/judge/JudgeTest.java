package dev.ornstein.mnist.judge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.Datasets;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.mnist.data.RealMnist;
import dev.ornstein.mnist.data.TrainTest;
import dev.ornstein.nn.Init;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.SafeTensorsWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeTest {
  private static final int PIXELS = 784;

  /** Other kernels than those that trained give other last bits of logits. */
  private static final double A_FEW_IMAGES = 5e-4;

  /** The reference is stored in floats, and kernels differ. */
  private static final double ABOUT_ZERO = 0.01;

  private Engine engine;

  @TempDir private Path temp;

  @BeforeEach
  void open() {
    engine = Engine.create("auto", 2, line -> {});
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static float[] noise(int n) {
    Rng rng = Rng.of(4);
    float[] x = new float[n * PIXELS];
    for (int i = 0; i < x.length; i++) {
      x[i] = rng.nextFloat();
    }
    return x;
  }

  private static float[] images(Dataset data, int from, int count) {
    float[] x = new float[count * PIXELS];
    for (int i = 0; i < count; i++) {
      data.image(from + i, ImageRange.ZERO_TO_ONE, x, i * PIXELS);
    }
    return x;
  }

  private Judge untrained() {
    LeNet5 net = new LeNet5(Init.of(engine, 3));
    FeatureStatistics reference = Reading.of(engine, net, noise(300)).statistics();
    FrechetFloor floor = new FrechetFloor(Map.of(100, 0.5, 300, 0.25));
    return new Judge(engine, net, reference, new Judge.Known(0.125, floor, 4.5));
  }

  @Test
  void aFileGivesTheJudgeBack() {
    Judge judge = untrained();
    Path file = temp.resolve("judge.safetensors");
    JudgeFile.write(file, judge);
    Judge back = JudgeFile.read(file, engine);
    float[] x = noise(20);
    assertArrayEquals(judge.read(x).features(), back.read(x).features());
    assertEquals(0.125, back.known().accuracy());
    assertEquals(judge.known().floor().table(), back.known().floor().table());
    assertEquals(4.5, back.known().nearest());
    assertEquals(300, back.reference().count());
    double d = judge.frechetDistance(judge.read(x));
    assertEquals(d, back.frechetDistance(back.read(x)), 1e-4 * d);
    assertEquals(0.25, back.floor(300), 1e-12);
  }

  @Test
  void otherFilesAreRefused() {
    Path file = temp.resolve("other.safetensors");
    new LeNet5(Init.of(engine, 1)).stateDict().write(file);
    assertThrows(UserError.class, () -> JudgeFile.read(file, engine));
    SafeTensorsWriter nothing = new SafeTensorsWriter();
    nothing.write(file);
    assertThrows(UserError.class, () -> JudgeFile.read(file, engine));
  }

  @Test
  void readingsAreCounted() {
    float[] none = new float[3 * 84];
    Reading r = new Reading(none, new int[] {1, 7, 1}, new float[] {0.5f, 1f, 0.75f});
    assertEquals(2 / 3.0, r.accuracy(1, 7, 2));
    assertArrayEquals(new int[] {0, 2, 0, 0, 0, 0, 0, 1, 0, 0}, r.histogram());
    assertEquals(0.75, r.meanConfidence());
    assertThrows(ShapeException.class, () -> r.accuracy(1, 7));
    assertThrows(IllegalArgumentException.class, () -> new Reading(none, new int[2], new float[2]));
    Judge judge = untrained();
    assertThrows(ShapeException.class, () -> judge.read(new float[PIXELS + 1]));
    assertThrows(IllegalArgumentException.class, () -> judge.frechetDistance(judge.read(noise(1))));
  }

  /** Batches, and threads, do not change what is read. */
  @Test
  void everyImageIsReadByItself() {
    Judge judge = untrained();
    float[] x = noise(300);
    Reading all = judge.read(x);
    float[] last = Arrays.copyOfRange(x, 299 * PIXELS, 300 * PIXELS);
    Reading one = judge.read(last);
    float[] features = Arrays.copyOfRange(all.features(), 299 * 84, 300 * 84);
    assertArrayEquals(one.features(), features, 1e-5f);
    assertEquals(one.classes()[0], all.classes()[299]);
    assertEquals(one.confidences()[0], all.confidences()[299], 1e-5f);
    assertTrue(all.meanConfidence() >= 0.1 && all.meanConfidence() <= 1);
  }

  @Test
  void theOneThatComesWithOrnsteinIsGoodAndItsFloorFalls() {
    Judge judge = Judge.load(engine);
    assertTrue(judge.known().accuracy() >= 0.99, "" + judge.known().accuracy());
    assertEquals(10_000, judge.reference().count());
    double last = Double.POSITIVE_INFINITY;
    for (int n : new int[] {50, 100, 300, 500, 1000, 1500, 2000, 5000, 10_000, 60_000}) {
      assertTrue(judge.floor(n) < last && judge.floor(n) > 0, n + ": " + judge.floor(n));
      last = judge.floor(n);
    }
    double far = judge.frechetDistance(judge.read(noise(200)));
    assertTrue(far > 100, "noise is far from digits: " + far);
  }

  @Test
  void onTheTrueTestImagesItIsAsItSays() {
    Path folder = RealMnist.folder("JudgeTest");
    TrainTest mnist = Datasets.resolve(folder.toString(), line -> {});
    Judge judge = Judge.load(engine);
    Reading test = judge.read(images(mnist.test(), 0, 10_000));
    int[] labels = new int[10_000];
    Arrays.setAll(labels, mnist.test()::label);
    assertEquals(judge.known().accuracy(), test.accuracy(labels), A_FEW_IMAGES);
    assertEquals(0, judge.frechetDistance(test), ABOUT_ZERO);
    double sum = 0;
    for (int set = 0; set < JudgeTraining.MOST_SETS; set++) {
      sum += judge.frechetDistance(judge.read(images(mnist.train(), set * 1000, 1000)));
    }
    assertEquals(judge.floor(1000), sum / JudgeTraining.MOST_SETS, ABOUT_ZERO);
  }
}
