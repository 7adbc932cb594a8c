package dev.ornstein.examples;

import static dev.ornstein.examples.ScalarRunTest.assertSameBytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.run.ConfigFile;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.spectrum.Band;
import dev.ornstein.examples.spectrum.SpectrumTable;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.io.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Fourier example with the MTF and NPS of an imaging system of the user's. */
class ImagingSystemRunTest {
  private static final int SIDE = TinyData.SIZE;
  private static final int PIXELS = SIDE * SIDE;
  private static final float NOISE = 0.01f; // variance in units of contrast squared

  @TempDir Path folder;

  private Path data;
  private Path mtf;
  private Path nps;

  @BeforeEach
  void writeFiles() throws IOException {
    data = TinyData.write(folder.resolve("data"), 1);
    mtf = write("mtf", blur(0.3));
    nps = write("nps", white());
  }

  /** 1/(1 + |f|²/w²), f in cycles per pixel: 1 for the mean, and even. */
  private static float[] blur(double w) {
    float[] values = new float[PIXELS];
    for (int k = 0; k < PIXELS; k++) {
      double fy = (double) Math.min(k / SIDE, SIDE - k / SIDE) / SIDE;
      double fx = (double) Math.min(k % SIDE, SIDE - k % SIDE) / SIDE;
      values[k] = (float) (1 / (1 + (fy * fy + fx * fx) / (w * w)));
    }
    return values;
  }

  private static float[] white() {
    float[] values = new float[PIXELS];
    Arrays.fill(values, NOISE);
    return values;
  }

  private Path write(String name, float[] values) {
    Path file = folder.resolve(name + ".npy");
    Npy.write(file, Shape.of(SIDE, SIDE), values);
    return file;
  }

  private String[] options(String name, Object... more) {
    return Shell.words(
        "fourier",
        TinyData.options(data, folder.resolve(name), 5, 4, "--threads", 2, Shell.words(more)));
  }

  private RunDirectory train(String name, Object... more) {
    Shell.ornstein((Object) options(name, "--mtf", mtf, "--nps", nps, Shell.words(more)))
        .expect(ExitStatus.DONE);
    return new RunDirectory(folder.resolve(name));
  }

  private String refusal(Object... more) {
    return Shell.ornstein((Object) options("refused", "--steps", 1, Shell.words(more))).refusal();
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "seed"})
  void theProcessEndsWithTheSystem(String preset) throws IOException {
    RunDirectory run = train("run", "--preset", preset, "--steps", 2);
    assertEquals("imaging-system", ConfigFile.read(run.config()).model().process());
    assertTrue(Files.readString(run.report()).contains("of mtf.npy and nps.npy"));
    double[] transfer = new double[SIDE];
    int[] count = new int[SIDE];
    float[] asked = blur(0.3);
    for (int k = 0; k < PIXELS; k++) {
      double fy = Math.min(k / SIDE, SIDE - k / SIDE);
      double fx = Math.min(k % SIDE, SIDE - k % SIDE);
      if (fy == 0 || fx == 0) { // the data are bars: only these frequencies can be measured
        int band = (int) Math.round(Math.hypot(fy, fx));
        transfer[band] += asked[k];
        count[band]++;
      }
    }
    int band = 0;
    for (Band b : SpectrumTable.read(run.spectrum())) {
      if (b.t() == 1) {
        assertEquals(NOISE, b.nps().asked(), 1e-7, "NPS of " + b);
        assertTrue(Math.abs(b.nps().deviation()) < 5, "NPS of " + b);
      }
      if (b.t() == 1 && band < SIDE / 2) { // two pixels wide: no Nyquist frequency
        assertEquals(transfer[band] / count[band], b.mtf().asked(), 1e-6, "MTF of " + b);
        assertTrue(Math.abs(b.mtf().deviation()) < 5, "MTF of " + b);
        band++;
      }
    }
    assertEquals(SIDE / 2, band);
  }

  /** The files of the user are gone: sampling and resuming need none of them. */
  @Test
  void theRunKeepsItsSystem() throws IOException {
    RunDirectory whole = train("whole", "--steps", 6);
    RunDirectory parts = train("parts", "--steps", 3);
    assertSameBytes(mtf, parts.mtf());
    assertSameBytes(nps, parts.nps());
    Files.delete(mtf);
    Files.delete(nps);
    Path again = folder.resolve("again");
    Shell.ornstein("sample", parts, "--out", again).expect(ExitStatus.DONE);
    assertSameBytes(parts.samples(), new RunDirectory(again).samples());
    assertSameBytes(parts.degraded(), new RunDirectory(again).degraded());
    Shell.ornstein("fourier", "--resume", parts, "--steps", 6).expect(ExitStatus.DONE);
    assertEquals(6, Files.readAllLines(parts.metrics()).size() - 1);
    assertSameBytes(whole.spectrum(), parts.spectrum());
    assertSameBytes(whole.degraded(), parts.degraded());
  }

  @Test
  void itIsAnotherProcessThanThatOfTheExample() {
    RunDirectory own = train("own", "--steps", 1);
    Shell.ornstein((Object) options("usual", "--steps", 1)).expect(ExitStatus.DONE);
    RunDirectory usual = new RunDirectory(folder.resolve("usual"));
    assertFalse(Files.exists(usual.mtf()) || Files.exists(usual.nps()));
    float[] a = Npy.read(own.degraded()).floats();
    float[] b = Npy.read(usual.degraded()).floats();
    assertFalse(Arrays.equals(a, b));
    assertArrayEquals(Npy.read(own.truth()).floats(), Npy.read(usual.truth()).floats());
    String refusal =
        Shell.ornstein("fourier", "--resume", usual, "--mtf", mtf, "--nps", nps).refusal();
    assertTrue(refusal.contains("that run was begun without them, with fourier-rest"), refusal);
  }

  @Test
  void aRunGoesOnWithItsOwnSystemOnly() {
    RunDirectory run = train("run", "--steps", 2);
    Object[] resume = {"fourier", "--resume", run, "--steps", 3, "--nps", nps, "--mtf"};
    Shell.ornstein(Shell.words(resume), mtf).expect(ExitStatus.DONE);
    Path other = write("other", blur(0.2));
    String refusal = Shell.ornstein(Shell.words(resume), other).refusal();
    assertTrue(refusal.startsWith("ornstein: --mtf and --nps hold another imaging"), refusal);
  }

  @Test
  void valuesThatAreRoundedApartAreMadeOne() {
    float[] values = blur(0.3);
    values[1] = Math.nextUp(values[1]);
    write("mtf", values);
    RunDirectory run = train("run", "--steps", 1);
    float[] kept = Npy.read(run.mtf()).floats();
    for (int k = 0; k < PIXELS; k++) {
      int mirrored = (SIDE - k / SIDE) % SIDE * SIDE + (SIDE - k % SIDE) % SIDE;
      assertEquals(kept[k], kept[mirrored], 0, "MTF at " + k);
      assertEquals(values[k], kept[k], Math.ulp(values[k]), "MTF at " + k);
    }
  }

  /**
   * An even array of an even number of rows and columns stays even when it is centred, so that only
   * a warning can tell.
   */
  @Test
  void centredArraysRaiseDoubt() {
    float[] centred = new float[PIXELS];
    for (int k = 0; k < PIXELS; k++) {
      int row = (k / SIDE + SIDE / 2) % SIDE;
      centred[k] = blur(0.3)[row * SIDE + (k + SIDE / 2) % SIDE];
    }
    write("mtf", centred);
    Object[] more = {"--steps", 1, "--mtf", mtf, "--nps", nps};
    Shell.Result result = Shell.ornstein((Object) options("run", more)).expect(ExitStatus.DONE);
    assertTrue(result.err().contains("is 0.153 at frequency (0, 0)"), result.err());
    assertTrue(result.err().contains("numpy.fft.ifftshift"), result.err());
    write("mtf", blur(0.3));
    result = Shell.ornstein((Object) options("usual", more)).expect(ExitStatus.DONE);
    assertFalse(result.err().contains("ifftshift"), result.err());
  }

  @Test
  void whatIsNoImagingSystemIsRefused() {
    assertTrue(refusal("--mtf", mtf).contains("--mtf " + mtf + " needs --nps FILE.npy"));
    assertTrue(refusal("--nps", nps).contains("--nps " + nps + " needs --mtf FILE.npy"));
    String wanted = "; numbers above 0 and at most 1 are wanted";
    assertRefused("above 1", with(1.5f, 3, 5), "is 1.5 at frequency (0, 3)" + wanted);
    assertRefused("one frequency", with(0.5f, 2), "is 0.5 at frequency (0, 2) and", "at (0, 6)");
    assertRefused("0", with(0, 0), "is 0.0 at frequency (0, 0)" + wanted);
    assertRefused("NaN", with(Float.NaN, 9), "is NaN at frequency (1, 1)" + wanted);
    Path zero = write("zero", new float[PIXELS]);
    String noiseless = refusal("--mtf", mtf, "--nps", zero);
    assertTrue(noiseless.contains(zero + " is 0.0 at frequency (0, 0); numbers above"), noiseless);
    Path row = folder.resolve("row.npy");
    Npy.write(row, Shape.of(PIXELS), white());
    assertTrue(refusal("--mtf", mtf, "--nps", row).contains("has the shape (64)"));
    Path large = folder.resolve("large.npy");
    float[] ones = new float[4 * PIXELS];
    Arrays.fill(ones, 1);
    Npy.write(large, Shape.of(2 * SIDE, 2 * SIDE), ones);
    assertTrue(refusal("--mtf", mtf, "--nps", large).contains("and --nps " + large + " (16, 16)"));
    assertTrue(
        refusal("--mtf", large, "--nps", large).contains("has the shape (16, 16); one value"));
  }

  private static float[] with(float value, int... at) {
    float[] values = blur(0.3);
    for (int k : at) {
      values[k] = value;
    }
    return values;
  }

  private void assertRefused(String what, float[] transfer, String... parts) {
    String sentence = refusal("--mtf", write("bad", transfer), "--nps", nps);
    for (String part : parts) {
      assertTrue(sentence.contains(part), what + ": " + sentence);
    }
    assertTrue(sentence.contains("--mtf " + folder.resolve("bad.npy")), sentence);
  }
}
