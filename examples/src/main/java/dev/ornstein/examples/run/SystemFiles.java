package dev.ornstein.examples.run;

import dev.ornstein.diffusion.process.ImagingSystem;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.Npy;
import dev.ornstein.tensor.io.NpyArray;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * An imaging system in two NumPy files: the MTF and the NPS, (H, W) float32 each, frequencies in
 * the order of {@code numpy.fft}. The noise is in units of contrast squared, so that the files say
 * the same whatever black and white are to a network.
 */
public final class SystemFiles {
  /** How far values at k and −k may be apart, relative to them: both are rounded to float32. */
  private static final double ROUNDING = 1e-5;

  private SystemFiles() {}

  /**
   * Reads the files of a user, as {@code --mtf} and {@code --nps} name them.
   *
   * @return of form (H, W), the noise in units of contrast squared
   * @throws UserError when one cannot be read, is not (H, W), or its values are none of an imaging
   *     system; it names the first bad frequency
   */
  public static ImagingSystem read(Path mtf, Path nps) {
    return read("--mtf " + mtf, mtf, "--nps " + nps, nps);
  }

  /**
   * Reads those that a run keeps; see {@link #write}.
   *
   * @throws UserError as {@link #read(Path, Path)}
   */
  public static ImagingSystem read(RunDirectory run) {
    return read("" + run.mtf(), run.mtf(), "" + run.nps(), run.nps());
  }

  private static ImagingSystem read(String mtfName, Path mtf, String npsName, Path nps) {
    NpyArray transfer = Npy.read(mtf);
    NpyArray noise = Npy.read(nps);
    double[] factors = evenValues(mtfName, transfer, 1, "at most 1");
    double[] variances = evenValues(npsName, noise, Float.MAX_VALUE, "finite");
    if (!transfer.shape().equals(noise.shape())) {
      throw new UserError(
          mtfName
              + " has the shape "
              + transfer.shape()
              + " and "
              + npsName
              + " "
              + noise.shape()
              + "; both have one value for each frequency of the same images");
    }
    return new ImagingSystem(transfer.shape(), factors, variances);
  }

  /**
   * Keeps a system with a run: {@code mtf.npy} and {@code nps.npy}.
   *
   * @throws UserError when they cannot be written
   */
  public static void write(RunDirectory run, ImagingSystem system) {
    Npy.write(run.mtf(), system.form(), floats(system.mtf()));
    Npy.write(run.nps(), system.form(), floats(system.nps()));
  }

  /**
   * Whether the frequencies seem to be in another order, in a sentence: numbers alone cannot tell,
   * but a blur that weakens the mean of an image more than its finest structure is a strange one.
   */
  public static Optional<String> doubt(ImagingSystem system) {
    int h = system.form().dim(0);
    int w = system.form().dim(1);
    double[] mtf = system.mtf();
    double mean = mtf[0];
    double fine = mtf[h / 2 * w + w / 2];
    return mean >= fine
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The MTF is %.3g at frequency (0, 0), the mean of an image, and %.3g at the highest"
                    + " frequency; if the arrays are centred, put both into the order of numpy.fft"
                    + " with numpy.fft.ifftshift.",
                mean,
                fine));
  }

  /** Exact: the values were read from float32. */
  private static float[] floats(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }

  /**
   * The values, each with that of −k made one: their mean, in float32.
   *
   * @param most that a value may be
   * @param limit this in words
   */
  private static double[] evenValues(String name, NpyArray array, float most, String limit) {
    Shape form = array.shape();
    if (form.rank() != 2 || form.size() == 0) {
      throw new UserError(
          name + " has the shape " + form + "; (H, W) is wanted, a value for each frequency");
    }
    float[] values = array.floats();
    int h = form.dim(0);
    int w = form.dim(1);
    double[] even = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      int mirrored = (h - k / w) % h * w + (w - k % w) % w;
      double a = values[k];
      double b = values[mirrored];
      if (!(a > 0 && a <= most)) {
        throw new UserError(
            name
                + " is "
                + values[k]
                + " at frequency "
                + place(k, w)
                + "; numbers above 0 and "
                + limit
                + " are wanted");
      }
      if (Math.abs(a - b) > ROUNDING * Math.max(Math.abs(a), Math.abs(b))) {
        throw new UserError(
            name
                + " is "
                + values[k]
                + " at frequency "
                + place(k, w)
                + " and "
                + values[mirrored]
                + " at "
                + place(mirrored, w)
                + ", its negative; both must be the same, for a blur that shifts nothing");
      }
      even[k] = (float) ((a + b) / 2);
    }
    return even;
  }

  private static String place(int k, int w) {
    return "(" + k / w + ", " + k % w + ")";
  }
}
