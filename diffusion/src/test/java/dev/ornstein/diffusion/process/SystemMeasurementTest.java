package dev.ornstein.diffusion.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.matrix.FourierMatrix;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** MTF and NPS measured from samples of a process are those that the process was made with. */
class SystemMeasurementTest {
  private static final int DRAWS = 200;
  private static final double NEARLY_ALL = 0.995; // of the frequencies within four standard errors
  private static final double WORST = 6; // standard errors, for any frequency

  private final Engine engine = Compare.engine();

  /**
   * The z-scores of a spectrum are those of normal numbers: nearly all below 4, none above 6, and
   * their mean square 1, so that the standard errors are right and not only large enough.
   */
  private static void agrees(MeasuredSpectrum spectrum, String what) {
    int n = spectrum.asked().length;
    int within = 0;
    double squares = 0;
    for (int k = 0; k < n; k++) {
      double z = (spectrum.measured()[k] - spectrum.asked()[k]) / spectrum.standardError()[k];
      assertTrue(Math.abs(z) < WORST, what + ": " + z + " standard errors at " + k);
      within += Math.abs(z) < 4 ? 1 : 0;
      squares += z * z;
    }
    assertTrue(within >= NEARLY_ALL * n, what + ": only " + within + " of " + n);
    // half of the frequencies are independent; a squared normal number has variance 2
    assertEquals(1, squares / n, 5 * Math.sqrt(2 * 2.0 / n), what + ": mean square of z");
  }

  /** Images with more power at low frequencies, as real ones have. */
  private Tensor images(Shape shape) {
    Tensor white = Compare.normal(engine, 3, shape.toArray());
    Shape form = Shape.of(shape.dim(-2), shape.dim(-1));
    double[] colour = FourierBands.of(form).mix(4, 2, 1, 0);
    return FourierMatrix.of(colour, form).times(white);
  }

  private void agrees(FourierProcess process, double t, Tensor images) {
    SystemMeasurement found = SystemMeasurement.of(process, t, images, DRAWS, Rng.of(5));
    agrees(found.mtf(), "MTF at " + t);
    agrees(found.nps(), "NPS at " + t);
    radialAgrees(found.mtf().radial(), "radial MTF at " + t);
    radialAgrees(found.nps().radial(), "radial NPS at " + t);
  }

  private static void radialAgrees(RadialProfile profile, String what) {
    double before = -1;
    for (int i = 0; i < profile.size(); i++) {
      double z = (profile.measured()[i] - profile.asked()[i]) / profile.standardError()[i];
      assertTrue(Math.abs(z) < WORST, what + ": " + z + " standard errors in band " + i);
      assertTrue(profile.frequency()[i] > before, what + ": frequencies ascend");
      before = profile.frequency()[i];
    }
    assertEquals(0, profile.frequency()[0]);
    assertTrue(before <= Math.sqrt(0.5) + 1e-12, "the corner is the highest frequency");
  }

  @Test
  void theBandsOfTheSeedAreFoundAgain() {
    Shape form = Shape.of(1, 28, 28);
    FourierProcess process = FourierBands.restoration(form, 1);
    for (double t : new double[] {0.2, 1}) {
      agrees(process, t, images(Shape.of(4, 1, 28, 28)));
    }
  }

  @Test
  void anImagingSystemIsFoundAgain() {
    Shape form = Shape.of(15, 20);
    double[] mtf = FourierBands.gaussian(form, 2);
    double[] nps = FourierBands.of(form).mix(0.02, 0.06, 0.04, 1e-4);
    FourierProcess process = FourierProcess.of(new ImagingSystem(form, mtf, nps));
    agrees(process, 1, images(Shape.of(4, 15, 20)));
  }

  /** Noise of 10⁻¹⁰ under images of variance 1: nothing cancels. */
  @Test
  void weakNoiseIsMeasuredToo() {
    FourierProcess process = FourierBands.generation(Shape.of(12, 12));
    MeasuredSpectrum nps =
        SystemMeasurement.of(process, 0, images(Shape.of(4, 12, 12)), DRAWS, Rng.of(6)).nps();
    for (int k = 0; k < nps.asked().length; k++) {
      assertEquals(1e-10, nps.measured()[k], 0.25e-10, "NPS at " + k);
    }
  }

  /** By hand, with one pixel: x = h x₀ + noise is a line through three points. */
  @Test
  void itIsLinearRegression() {
    Shape form = Shape.of(1, 1);
    Curves one = Curves.of(t -> new double[] {1}, t -> new double[] {0});
    Curves noise = Curves.of(t -> new double[] {t}, t -> new double[] {1});
    SystemMeasurement m = new SystemMeasurement(new FourierProcess(form, one, noise), 0.5);
    m.add(engine.of(new float[] {1, 2, 3}, 3, 1, 1), engine.of(new float[] {1, 1, 2}, 3, 1, 1));
    double h = 9 / 14.0;
    double rest = (Math.pow(1 - h, 2) + Math.pow(1 - 2 * h, 2) + Math.pow(2 - 3 * h, 2)) / 2;
    assertEquals(h, m.mtf().measured()[0], 1e-6);
    assertEquals(rest, m.nps().measured()[0], 1e-6);
    assertEquals(Math.sqrt(rest / 14), m.mtf().standardError()[0], 1e-6);
    assertEquals(rest, m.nps().standardError()[0], 1e-6, "two degrees of freedom: √(2/2)");
    assertEquals(0.5, m.nps().asked()[0]);
  }

  /** Channels that share a transfer function are further images for it. */
  @Test
  void sharedChannelsCountAsImages() {
    FourierProcess shared = FourierBands.restoration(Shape.of(8, 8), 1);
    FourierProcess each = FourierBands.restoration(Shape.of(2, 8, 8), 1);
    Tensor images = images(Shape.of(3, 2, 8, 8));
    Tensor flat = images.reshape(6, 8, 8);
    SystemMeasurement a = new SystemMeasurement(shared, 0.5);
    SystemMeasurement b = new SystemMeasurement(shared, 0.5);
    Tensor draws = Compare.normal(engine, 8, 3, 2, 8, 8);
    a.add(images, draws);
    b.add(flat, draws.reshape(6, 8, 8));
    Compare.close(a.mtf().measured(), b.mtf().measured(), 0, "MTF");
    Compare.close(a.nps().measured(), b.nps().measured(), 0, "NPS");
    SystemMeasurement c = new SystemMeasurement(each, 0.5);
    c.add(images, draws);
    assertEquals(2 * 8 * 8, c.mtf().measured().length, "one MTF per channel");
  }

  @Test
  void whatNoImageHasCannotBeMeasured() {
    FourierProcess process = FourierBands.restoration(Shape.of(4, 4), 1);
    Tensor flat = engine.full(Shape.of(2, 4, 4), 1);
    MeasuredSpectrum mtf = SystemMeasurement.of(process, 0.5, flat, 3, Rng.of(1)).mtf();
    assertEquals(1, mtf.measured()[0], 5 * mtf.standardError()[0], "the mean passes");
    assertTrue(Double.isNaN(mtf.measured()[5]));
    assertEquals(Double.POSITIVE_INFINITY, mtf.standardError()[5]);
    assertEquals(1, mtf.radial().size(), "only the mean is left to plot");
  }

  /** Upright bars have level frequencies only; at others the transform leaves rounding. */
  @Test
  void roundingIsNoImage() {
    int n = 12;
    FourierProcess process = FourierBands.restoration(Shape.of(n, n), 1);
    float[] row = {0.3f, 0.7f, 0.9f, 0.1f, 0.35f, 0.2f, 0.15f, 0.9f, 0.4f, 0.8f, 0.6f, 0.05f};
    float[] bars = new float[2 * n * n];
    for (int i = 0; i < bars.length; i++) {
      bars[i] = row[i % n] / (1 + i / (n * n));
    }
    Tensor images = engine.of(bars, 2, n, n);
    MeasuredSpectrum mtf = SystemMeasurement.of(process, 0.5, images, 9, Rng.of(1)).mtf();
    for (int k = 0; k < n * n; k++) {
      assertEquals(k < n, Double.isFinite(mtf.standardError()[k]), "frequency " + k);
    }
  }

  @Test
  void tooLittleIsRefused() {
    FourierProcess process = FourierBands.restoration(Shape.of(4, 4), 1);
    SystemMeasurement m = new SystemMeasurement(process, 0.5);
    Tensor x = engine.zeros(Shape.of(1, 4, 4));
    m.add(x, x);
    String message = assertThrows(IllegalStateException.class, m::nps).getMessage();
    assertTrue(message.contains("got 1"), message);
    assertThrows(ShapeException.class, () -> m.add(x, engine.zeros(Shape.of(2, 4, 4))));
    Tensor other = engine.zeros(Shape.of(1, 5, 4));
    assertThrows(ShapeException.class, () -> m.add(other, other));
  }
}
