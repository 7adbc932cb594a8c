package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.image.GrayImage;
import dev.ornstein.examples.image.Png;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.mnist.data.SyntheticDigits;
import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.io.Npy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Judging images from runs, files and folders of pictures, by the judge that comes along. */
class EvaluateTest {
  private static final int COUNT = 40;
  private static final int PIXELS = 784;
  private static final double ROUND_OFF = 1e-9;

  /** Pixels are floats. */
  private static final double DECIBELS = 1e-4;

  private static float[] digits;
  private static int[] labels;

  @TempDir Path folder;

  /** Digits drawn from strokes, which the judge has never seen but reads for the most part. */
  @BeforeAll
  static void draw() {
    try (Parallel parallel = new Parallel(1)) {
      Dataset data = SyntheticDigits.generate(3, "test", COUNT, parallel);
      digits = new float[COUNT * PIXELS];
      labels = new int[COUNT];
      for (int i = 0; i < COUNT; i++) {
        data.image(i, ImageRange.ZERO_TO_ONE, digits, i * PIXELS);
        labels[i] = data.label(i);
      }
    }
  }

  private static Shell.Result evaluate(Object... args) {
    return Shell.ornstein("evaluate", "--threads", 1, Shell.words(args));
  }

  private static JsonObject json(Path folder) throws IOException {
    String text = Files.readString(folder.resolve("evaluation.json"));
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private Path npy(String name, Shape shape, float... values) {
    Path file = folder.resolve(name);
    Npy.write(file, shape, values);
    return file;
  }

  /** A data set of the same digits, in the four files. */
  private Path data(int size) throws IOException {
    Path to = Files.createDirectories(folder.resolve("data" + size));
    for (String part : new String[] {"train", "t10k"}) {
      ByteBuffer images = ByteBuffer.allocate(16 + COUNT * size * size);
      images.putInt(0x803).putInt(COUNT).putInt(size).putInt(size);
      for (int i = 0; i < COUNT * size * size; i++) {
        images.put(ImageRange.ZERO_TO_ONE.toByte(digits[i]));
      }
      ByteBuffer classes = ByteBuffer.allocate(8 + COUNT).putInt(0x801).putInt(COUNT);
      for (int label : labels) {
        classes.put((byte) label);
      }
      Files.write(to.resolve(part + "-images-idx3-ubyte"), images.array());
      Files.write(to.resolve(part + "-labels-idx1-ubyte"), classes.array());
    }
    return to;
  }

  @Test
  void aFileWithLabelsAndData() throws IOException {
    Path images = npy("x.npy", Shape.of(COUNT, 1, 28, 28), digits);
    Path classes = folder.resolve("y.npy");
    Npy.write(classes, Shape.of(COUNT), labels);
    Path out = folder.resolve("new").resolve("out");
    Shell.Result result =
        evaluate(images, "--labels", classes, "--data", data(28), "--out", out)
            .expect(ExitStatus.DONE);
    assertTrue(result.out().contains("x.npy: " + COUNT + " images of 28×28"), result.out());
    assertTrue(result.out().contains("(extrapolated in 1/n)"), result.out());
    JsonObject json = json(out);
    assertEquals(COUNT, json.get("count").getAsInt());
    assertTrue(json.get("accuracy").getAsDouble() > 0.5, json + "");
    assertTrue(json.get("confidence").getAsDouble() > 0.5, json + "");
    JsonObject frechet = json.getAsJsonObject("frechet");
    assertTrue(frechet.get("distance").getAsDouble() > 0, json + "");
    assertTrue(frechet.get("floor").getAsDouble() > 27, "the floor of 100 images is 27");
    JsonObject nearest = json.getAsJsonObject("nearest");
    assertEquals(0, nearest.get("mean").getAsDouble(), ROUND_OFF, "they are the data");
    assertTrue(json.get("restoration").isJsonNull());
    int sum = 0;
    for (int k = 0; k < 10; k++) {
      sum += json.getAsJsonArray("histogram").get(k).getAsInt();
    }
    assertEquals(COUNT, sum);
    String page = Files.readString(out.resolve("evaluation.html"));
    assertTrue(page.startsWith("<!doctype html>") && page.endsWith("</html>\n"), "a whole page");
    assertEquals(2, page.split("<img ", -1).length - 1, "pairs, and the closest of them");
    assertFalse(page.contains("http://") || page.contains("https://"), "self-contained");
  }

  /** Restored images that are wrong by 0.1 everywhere have 20 dB, degraded ones by 0.5 6.02 dB. */
  @Test
  void aRunOfARestoration() throws IOException {
    float[] truth = new float[COUNT * PIXELS];
    float[] restored = new float[truth.length];
    float[] degraded = new float[truth.length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = 0.8f * digits[i];
      restored[i] = truth[i] + 0.1f;
      degraded[i] = truth[i] - 0.5f;
    }
    Shape shape = Shape.of(COUNT, 28, 28);
    npy("truth.npy", shape, truth);
    npy("degraded.npy", shape, degraded);
    npy("samples.npy", shape, restored);
    Npy.write(folder.resolve("labels.npy"), Shape.of(COUNT), labels);
    Shell.Result result = evaluate(folder, "--data", data(28)).expect(ExitStatus.DONE);
    assertTrue(result.out().contains("PSNR 20.00 dB (pooled 20.00 dB)"), result.out());
    JsonObject figures = json(folder).getAsJsonObject("restoration");
    JsonObject before = figures.getAsJsonObject("degraded");
    JsonObject after = figures.getAsJsonObject("restored");
    assertEquals(20, after.get("psnr").getAsDouble(), DECIBELS);
    assertEquals(10 * Math.log10(4), before.get("pooledPsnr").getAsDouble(), DECIBELS);
    assertTrue(after.get("ssim").getAsDouble() > before.get("ssim").getAsDouble());
    assertFalse(json(folder).get("accuracy").isJsonNull(), "the run's labels are read");
    String page = Files.readString(folder.resolve("evaluation.html"));
    assertTrue(page.contains("degraded, restored and true"));
    npy("samples.npy", shape, truth);
    evaluate(folder, "--data", data(28)).expect(ExitStatus.DONE);
    after = json(folder).getAsJsonObject("restoration").getAsJsonObject("restored");
    assertTrue(after.get("psnr").isJsonNull(), "equal images: infinite");
    assertEquals(1, after.get("ssim").getAsDouble(), ROUND_OFF);
    npy("truth.npy", Shape.of(1, 28, 28), new float[PIXELS]);
    assertRefused("truth.npy holds 1 images; it must hold one for each of the 40", folder);
  }

  @Test
  void aFolderOfPicturesIsTheSameAsTheirNumbers() throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    byte[] pixels = new byte[COUNT * PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = ImageRange.ZERO_TO_ONE.toByte(digits[i]);
    }
    for (int i = 0; i < COUNT - 4; i++) {
      byte[] one = Arrays.copyOfRange(pixels, i * PIXELS, (i + 1) * PIXELS);
      String name = String.format("%03d.png", i);
      Files.write(pictures.resolve(name), Png.encode(new GrayImage(28, 28, one)));
    }
    // The last four are the tiles of one picture, two by two.
    byte[] tiles = new byte[4 * PIXELS];
    for (int p = 0; p < tiles.length; p++) {
      int tile = p / 56 / 28 * 2 + p % 56 / 28;
      int within = p / 56 % 28 * 28 + p % 28;
      tiles[p] = pixels[(COUNT - 4 + tile) * PIXELS + within];
    }
    Files.write(pictures.resolve("z.png"), Png.encode(new GrayImage(56, 56, tiles)));
    evaluate(pictures, "--data", data(28)).expect(ExitStatus.DONE);
    evaluate(npy("x.npy", Shape.of(COUNT, 28, 28), digits), "--data", data(28)).expect(0);
    JsonObject fromPictures = json(pictures);
    JsonObject fromNumbers = json(folder);
    assertEquals(fromNumbers.get("frechet"), fromPictures.get("frechet"));
    assertEquals(fromNumbers.get("histogram"), fromPictures.get("histogram"));
    assertEquals(fromNumbers.get("nearest"), fromPictures.get("nearest"));
    assertTrue(fromPictures.get("accuracy").isJsonNull());
    Files.write(pictures.resolve("a.png"), Png.encode(new GrayImage(30, 28, new byte[840])));
    assertRefused("a.png has 30×28 pixels; 28×28, or a sheet", pictures);
    Files.writeString(pictures.resolve("a.png"), "no picture");
    assertRefused("a.png is no PNG picture", pictures);
  }

  @Test
  void oneImageHasNoDistanceAndDataOfAnotherSizeNoNeighbours() throws IOException {
    Path one = npy("one.npy", Shape.of(1, 28, 28), Arrays.copyOf(digits, PIXELS));
    Shell.Result result = evaluate(one, "--data", data(14)).expect(ExitStatus.DONE);
    assertTrue(result.out().contains("left out: it needs at least 2 images"), result.out());
    assertTrue(result.out().contains("left out: there are no labels"), result.out());
    assertTrue(result.out().contains("another kind than grey ones of 28×28"), result.out());
    assertTrue(json(folder).get("frechet").isJsonNull());
    assertTrue(json(folder).get("nearest").isJsonNull());
  }

  @Test
  void threadsChangeNothing() throws IOException {
    Path images = npy("x.npy", Shape.of(COUNT, 28, 28), digits);
    Path data = data(28);
    evaluate(images, "--data", data).expect(ExitStatus.DONE);
    byte[] one = Files.readAllBytes(folder.resolve("evaluation.json"));
    Shell.ornstein("evaluate", images, "--threads", 3, "--data", data).expect(ExitStatus.DONE);
    assertArrayEquals(one, Files.readAllBytes(folder.resolve("evaluation.json")));
  }

  private static void assertRefused(String part, Object... args) {
    String sentence = evaluate(args).refusal();
    assertTrue(sentence.contains(part), sentence);
  }

  @Test
  void whatCannotBeJudgedIsRefusedAndNothingIsWritten() throws IOException {
    assertRefused("has neither samples.npy nor a PNG picture", folder);
    Path file = npy("x.npy", Shape.of(2, 14, 56), new float[2 * PIXELS]);
    assertRefused("has the shape (2, 14, 56); images (N, 28, 28) or (N, 1, 28, 28)", file);
    npy("x.npy", Shape.of(0, 28, 28));
    assertRefused("N of at least 1", file);
    float[] bright = new float[2 * PIXELS];
    bright[PIXELS + 3] = 255;
    npy("x.npy", Shape.of(2, 28, 28), bright);
    assertRefused("has the number 255.0 in image 1; pixels must be in [0, 1]", file);
    bright[PIXELS + 3] = Float.NaN;
    npy("x.npy", Shape.of(2, 28, 28), bright);
    assertRefused("has the number NaN", file);
    npy("x.npy", Shape.of(2, 28, 28), new float[2 * PIXELS]);
    Path wrong = folder.resolve("y.npy");
    Npy.write(wrong, Shape.of(3), new int[3]);
    assertRefused("one label for each of the 2 images is wanted, (2)", file, "--labels", wrong);
    Npy.write(wrong, Shape.of(2), new int[] {1, 10});
    assertRefused("has the label 10; the judge knows the digits 0 … 9", file, "--labels", wrong);
    assertRefused("none is no folder", file, "--data", folder.resolve("none"));
    Files.writeString(folder.resolve("text"), "no array");
    assertRefused("not a NumPy .npy file", folder.resolve("text"));
    assertRefused("cannot be made", file, "--out", file);
    assertFalse(Files.exists(folder.resolve("evaluation.html")));
    assertFalse(Files.exists(folder.resolve("evaluation.json")));
  }
}
