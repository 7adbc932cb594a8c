package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.NoGrad;
import dev.ornstein.autograd.Var;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.mnist.net.DenoisingNet;
import dev.ornstein.mnist.net.SeedUNet;
import dev.ornstein.mnist.net.SeedUNetConfig;
import dev.ornstein.mnist.net.SmallUNet;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.io.Npy;
import dev.ornstein.tensor.io.SafeTensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bridge: weights, images and times from files, the raw output to a file. */
class ScoreTest {
  private static final int IMAGES = 70; // more than are evaluated at once

  @TempDir Path folder;

  private Engine engine;
  private Path weights;
  private Path x;
  private Path t;
  private Path y;

  @BeforeEach
  void writeInputs() {
    engine = Engine.create("scalar", 2, line -> {});
    weights = folder.resolve("weights.safetensors");
    x = folder.resolve("x.npy");
    t = folder.resolve("t.npy");
    y = folder.resolve("y.npy");
    Rng rng = Rng.of(3);
    Tensor images = engine.empty(Shape.of(IMAGES, 1, 8, 8));
    rng.normal(images);
    Tensor times = engine.empty(Shape.of(IMAGES));
    rng.uniform(times);
    Npy.write(x, images);
    Npy.write(t, times);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private SeedUNet seed() {
    SeedUNetConfig config = new SeedUNetConfig(2, 16, 8, 4, 4, 4, 8, 8, 0);
    return new SeedUNet(Init.of(engine, 1), config);
  }

  private Shell.Result score(Object... more) {
    return Shell.ornstein(
        "score",
        "--weights",
        weights,
        "--x",
        x,
        "--t",
        t,
        "--out",
        y,
        "--kernels",
        "scalar",
        Shell.words(more));
  }

  private float[] expected(DenoisingNet net) {
    net.train(false);
    try (NoGrad off = NoGrad.enter()) {
      Var images = Var.constant(Npy.read(x).tensor(engine));
      return net.forward(images, Npy.read(t).tensor(engine)).value().toArray();
    }
  }

  @Test
  void outputIsThatOfTheNetworkInEvaluationMode() {
    SeedUNet net = seed();
    // A step in training mode, so that the running statistics are not those of a new network.
    net.forward(Var.constant(Npy.read(x).tensor(engine)), Npy.read(t).tensor(engine));
    net.stateDict().write(weights);
    Shell.Result result = score("--preset", "seed", "--width", 2).expect(ExitStatus.DONE);
    assertTrue(result.out().contains("SeedUNet"), result.out());
    assertEquals(Shape.of(IMAGES, 1, 8, 8), Npy.read(y).shape());
    assertArrayEquals(expected(net), Npy.read(y).floats(), 1e-6f);
  }

  @Test
  void prefixOfTheSeedIsRecognised() {
    SeedUNet net = seed();
    StateDict prefixed = new StateDict();
    prefixed.putAll(SeedUNet.PREFIX, net.stateDict());
    prefixed.write(weights);
    score("--preset", "seed").expect(ExitStatus.DONE);
    assertArrayEquals(expected(net), Npy.read(y).floats(), 1e-6f);
  }

  @Test
  void smallNetworkAndImagesWithoutChannelsWorkToo() {
    SmallUNet net = new SmallUNet(Init.of(engine, 1), 4, 0, 0);
    Rng.of(9).normal(net.namedParameters().get("head.weight").value());
    net.stateDict().write(weights);
    float[] expected = expected(net);
    float[] pixels = Npy.read(x).floats();
    Npy.write(x, Shape.of(IMAGES, 8, 8), pixels);
    score().expect(ExitStatus.DONE);
    assertEquals(Shape.of(IMAGES, 8, 8), Npy.read(y).shape());
    assertArrayEquals(expected, Npy.read(y).floats(), 1e-6f);
  }

  @Test
  void networksThatNeedConditionImagesAreRefused() {
    new SmallUNet(Init.of(engine, 1), 4, 0, 1).stateDict().write(weights);
    Shell.Result small = score().expect(ExitStatus.USER);
    assertTrue(small.err().contains("condition images of 1 channels"), small.err());
    SeedUNetConfig config = new SeedUNetConfig(2, 16, 8, 4, 4, 4, 8, 8, 1);
    new SeedUNet(Init.of(engine, 1), config).stateDict().write(weights);
    score().expect(ExitStatus.USER);
  }

  @Test
  void oneTimeServesAllImages() {
    SmallUNet net = new SmallUNet(Init.of(engine, 1), 4, 0, 0);
    Rng.of(9).normal(net.namedParameters().get("head.weight").value());
    net.stateDict().write(weights);
    Npy.write(t, Shape.of(IMAGES), same(0.25f));
    score().expect(ExitStatus.DONE);
    float[] each = Npy.read(y).floats();
    Npy.write(t, Shape.SCALAR, new float[] {0.25f});
    score().expect(ExitStatus.DONE);
    assertArrayEquals(each, Npy.read(y).floats(), 0f);
  }

  private static float[] same(float value) {
    float[] all = new float[IMAGES];
    Arrays.fill(all, value);
    return all;
  }

  /** Weights, inputs and output that PyTorch saved, which the tests of the networks read too. */
  @ParameterizedTest
  @ValueSource(strings = {"seed-width2", "seed-width1-prefixed"})
  void importedWeightsGivePyTorchsOutput(String name) {
    Path golden = Path.of("..", "mnist", "src", "test", "resources", "golden");
    StateDict all = StateDict.read(golden.resolve(name + ".safetensors"), engine);
    SafeTensorsWriter onlyWeights = new SafeTensorsWriter();
    for (String entry : all.names()) {
      if (all.isCount(entry)) {
        onlyWeights.addLongs(entry, Shape.SCALAR, all.count(entry));
      } else if (!entry.startsWith("golden.")) {
        onlyWeights.add(entry, all.tensor(entry));
      }
    }
    onlyWeights.write(weights);
    Npy.write(x, all.tensor("golden.x"));
    Npy.write(t, all.tensor("golden.t"));
    score("--preset", "seed").expect(ExitStatus.DONE);
    assertArrayEquals(all.tensor("golden.y").toArray(), Npy.read(y).floats(), 1e-4f);
  }

  @Test
  void whatDoesNotFitIsNamedAndNothingIsWritten() throws IOException {
    refused("cannot read " + weights);
    Files.writeString(weights, "no weights");
    refused(weights.toString());
    StateDict other = new StateDict();
    other.put("a", engine.zeros(Shape.of(2)));
    other.write(weights);
    refused("belong to no known network");

    seed().stateDict().write(weights);
    refused("--width 3 is not that of these weights", "--width", 3);
    refused("--preset small is not the network of these weights", "--preset", "small");
    Npy.write(t, Shape.of(3), new float[3]);
    refused("one time for each of the " + IMAGES + " images");
    Npy.write(x, Shape.of(2, 3, 8, 8), new float[2 * 3 * 64]);
    refused("has the shape (2, 3, 8, 8); grey images");
    Npy.write(x, Shape.of(3, 1, 16, 16), new float[3 * 256]);
    refused("of the wrong shape");
    Files.writeString(x, "no array");
    refused("not a NumPy .npy file");
    assertTrue(Files.notExists(y));
  }

  @Test
  void timesAndImagesThatAreNoneAreNamed() {
    new SmallUNet(Init.of(engine, 1), 4, 0, 0).stateDict().write(weights);
    for (float wrong : new float[] {Float.NaN, -0.01f, 1.01f, Float.POSITIVE_INFINITY}) {
      float[] times = same(0.5f);
      times[3] = wrong;
      Npy.write(t, Shape.of(IMAGES), times);
      refused("--t " + t + " has the value " + wrong + " at element 3; times in [0, 1]");
      Npy.write(t, Shape.SCALAR, new float[] {wrong});
      refused("--t " + t + " has the value " + wrong + " at element 0; times in [0, 1]");
    }
    for (Shape shape : List.of(Shape.of(1, 1), Shape.of(1, IMAGES), Shape.of(IMAGES, 1, 1))) {
      Npy.write(t, shape, Arrays.copyOf(same(0.5f), shape.size()));
      refused("has the shape " + shape + "; one time for each of the 70 images is wanted, (70) or");
    }
    Npy.write(t, Shape.of(IMAGES, 1), same(1));
    score().expect(ExitStatus.DONE);
    Npy.write(t, Shape.of(1), new float[1]);
    score().expect(ExitStatus.DONE);

    float[] pixels = Npy.read(x).floats();
    for (float wrong : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      pixels[77] = wrong;
      Npy.write(x, Shape.of(IMAGES, 1, 8, 8), pixels);
      refused("--x " + x + " has the value " + wrong + " at element 77; finite numbers");
    }
  }

  private void refused(String part, Object... more) {
    Shell.Result result = score(more).expect(ExitStatus.USER);
    assertEquals(1, result.faults().size(), result.err());
    assertTrue(result.err().contains(part), result.err());
  }
}
