package dev.ornstein.examples.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.process.FourierBands;
import dev.ornstein.diffusion.process.FourierProcess;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.mnist.data.SyntheticDigits;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What spectrum.csv says of a process is true of it, and comes back as it was written. */
class SpectrumTest {
  private static final Shape FORM = Shape.of(1, SyntheticDigits.SIDE, SyntheticDigits.SIDE);
  private static final double WORST = 5; // standard errors, of 63 bands
  private static final int BANDS = 21; // of 28×28 frequencies: 0 … √2·14 cycles per side

  /** The most, in all likelihood, of the noise at one frequency that one fitted number takes up. */
  private static final double ONE_OF_ALL_DRAWS =
      10.0 / (SpectrumMeasurement.IMAGES * SpectrumMeasurement.DRAWS);

  private static final double ROUNDING = 1e-4; // of float32 images of other brightness

  @TempDir Path folder;

  private static List<Band> measure(int threads, ImageRange range) {
    try (Engine engine = Engine.create("scalar", threads, line -> {})) {
      Dataset images = SyntheticDigits.generate(1, "train", 70, engine.parallel());
      FourierProcess process = FourierBands.restoration(FORM, range.white() - range.black());
      return SpectrumMeasurement.measure(engine, process, images, range, 3);
    }
  }

  private static void agrees(List<Band> bands, Function<Band, Band.Value> of, String what) {
    double squares = 0;
    for (Band b : bands) {
      double z = of.apply(b).deviation();
      assertTrue(Math.abs(z) < WORST, what + ": " + z + " standard errors in " + b);
      squares += z * z / bands.size();
    }
    double spread = Math.sqrt(2.0 / bands.size()); // of the mean square of normal numbers
    assertEquals(1, squares, 4 * spread, what + ": the standard errors are right");
  }

  @Test
  void theMeasurementFindsWhatWasAskedFor() {
    List<Band> bands = measure(1, ImageRange.MINUS_ONE_TO_ONE);
    assertEquals(3 * BANDS, bands.size());
    agrees(bands, Band::mtf, "MTF");
    agrees(bands, Band::nps, "NPS");
    Band mean = bands.get(2 * BANDS);
    assertEquals(1, mean.t());
    assertEquals(0, mean.frequency());
    assertEquals(1, mean.mtf().asked(), "the mean of an image stays");
    double noise = 0.02 * (1 - Math.exp(-10)) + 1e-10;
    assertEquals(noise, mean.nps().asked(), 1e-9, "of the low pass, in units of contrast²");
    Band corner = bands.get(3 * BANDS - 1);
    assertEquals(0.04, corner.nps().asked(), 2e-3, "of the high pass");
    assertEquals(0.1 + 0.9 * Math.exp(-5), corner.mtf().asked(), 2e-2, "of the high pass");
  }

  @Test
  void noiseIsInUnitsOfContrast() {
    List<Band> two = measure(1, ImageRange.MINUS_ONE_TO_ONE);
    List<Band> one = measure(1, ImageRange.ZERO_TO_ONE);
    for (int i = 0; i < one.size(); i++) {
      assertEquals(one.get(i).nps().asked(), two.get(i).nps().asked(), 1e-12);
      // the same draws of noise; but black differs, so that at f = 0 the fit takes up other noise
      double nps = one.get(i).nps().measured();
      double tolerance = one.get(i).frequency() == 0 ? ONE_OF_ALL_DRAWS : ROUNDING;
      assertEquals(nps, two.get(i).nps().measured(), tolerance * nps);
    }
  }

  @Test
  void threadsChangeNothing() {
    assertEquals(measure(1, ImageRange.MINUS_ONE_TO_ONE), measure(3, ImageRange.MINUS_ONE_TO_ONE));
  }

  @Test
  void theTableComesBackAsItWas() throws IOException {
    Path file = folder.resolve("spectrum.csv");
    Band whole =
        new Band(0.25, 0.125, new Band.Value(0.5, 0.5125, 0.01), new Band.Value(2e-9, 1e-9, 3e-10));
    Band half = new Band(1, 0.25, Band.Value.NONE, new Band.Value(1, 2, 3));
    SpectrumTable.write(file, List.of(whole, half));
    assertEquals(List.of(whole, half), SpectrumTable.read(file));
    assertEquals(
        "t,frequency,mtf_asked,mtf_measured,mtf_standard_error,"
            + "nps_asked,nps_measured,nps_standard_error",
        Files.readAllLines(file).get(0));
    Files.writeString(file, Files.readString(file) + "1,2\n");
    refuses(file, "is damaged in line 4: 2 columns instead of 8");
    Files.writeString(file, "a,b\n");
    refuses(file, "is damaged: its first line is not");
  }

  private static void refuses(Path file, String sentence) {
    String message = assertThrows(UserError.class, () -> SpectrumTable.read(file)).getMessage();
    assertTrue(message.contains(sentence), message);
  }
}
