package dev.ornstein.examples.spectrum;

import dev.ornstein.diffusion.process.FourierProcess;
import dev.ornstein.diffusion.process.RadialProfile;
import dev.ornstein.diffusion.process.SystemMeasurement;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Measures a Fourier process with the images of a dataset: see {@link SystemMeasurement}. */
public final class SpectrumMeasurement {
  /** Most images that are used, the first of the dataset. */
  public static final int IMAGES = 64;

  /** Draws of x_t for each image. */
  public static final int DRAWS = 16;

  private static final double[] TIMES = {0.25, 0.5, 1};

  private SpectrumMeasurement() {}

  /**
   * Measures at t = 0.25, 0.5 and 1.
   *
   * @param images grey ones, of the height and width of the process
   * @param range what black and white are to the process
   * @param seed of the noise
   * @return by rising t, and by rising frequency for each
   */
  public static List<Band> measure(
      Engine engine, FourierProcess process, Dataset images, ImageRange range, long seed) {
    List<Band> bands = new ArrayList<>();
    int n = Math.min(IMAGES, images.count());
    double contrast = range.white() - range.black();
    Rng noise = Rng.of(seed).stream("spectrum");
    int side = Math.max(images.height(), images.width());
    try (Scope memory = engine.scope()) {
      Tensor x0 = images.images(engine, 0, n, range);
      for (int time = 0; time < TIMES.length; time++) {
        double t = TIMES[time];
        SystemMeasurement found = SystemMeasurement.of(process, t, x0, DRAWS, noise.stream(time));
        add(bands, t, side, found.mtf().radial(), found.nps().radial(), contrast);
      }
    }
    return bands;
  }

  /** Puts both side by side. The NPS has all bands, the MTF those that the images have. */
  private static void add(
      List<Band> bands, double t, int side, RadialProfile mtf, RadialProfile nps, double contrast) {
    int at = 0;
    for (int i = 0; i < nps.size(); i++) {
      Band.Value transfer = Band.Value.NONE;
      if (at < mtf.size() && number(mtf, at, side) == number(nps, i, side)) {
        transfer = value(mtf, at++);
      }
      Band.Value noise = value(nps, i).times(1 / (contrast * contrast));
      bands.add(new Band(t, nps.frequency()[i], transfer, noise));
    }
  }

  /**
   * The number of a band, which is the nearest whole number to its frequency in cycles per side.
   */
  private static long number(RadialProfile profile, int i, int side) {
    return Math.round(profile.frequency()[i] * side);
  }

  private static Band.Value value(RadialProfile p, int i) {
    return new Band.Value(p.asked()[i], p.measured()[i], p.standardError()[i]);
  }
}
