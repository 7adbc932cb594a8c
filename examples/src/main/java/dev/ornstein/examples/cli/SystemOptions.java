package dev.ornstein.examples.cli;

import dev.ornstein.tensor.UserError;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that name the imaging system whose images are to be restored. */
public final class SystemOptions {
  @Option(
      names = "--mtf",
      paramLabel = "FILE.npy",
      description =
          "modulation transfer function of an imaging system whose images are to be restored, with"
              + " --nps: (H, W) float32, a factor in (0, 1] for each frequency, in the order of"
              + " numpy.fft ((0, 0) first, not centred), the same at k and −k; the run keeps a"
              + " copy (default: the system of the paper)")
  private Path mtf;

  @Option(
      names = "--nps",
      paramLabel = "FILE.npy",
      description =
          "noise power spectrum of that imaging system, with --mtf: likewise, each above 0, in units"
              + " of (white − black)²; white noise of a tenth of the contrast has 0.01 everywhere"
              + " (default: the system of the paper)")
  private Path nps;

  /**
   * The two files of one imaging system.
   *
   * @param mtf of its modulation transfer function
   * @param nps of its noise power spectrum
   */
  public record Files(Path mtf, Path nps) {}

  /**
   * The files, when there are any.
   *
   * @throws UserError when only one is given
   */
  public Optional<Files> files() {
    if ((mtf == null) != (nps == null)) {
      String given = mtf == null ? "--nps " + nps : "--mtf " + mtf;
      throw new UserError(
          given
              + " needs "
              + (mtf == null ? "--mtf" : "--nps")
              + " FILE.npy beside it: an imaging system has a transfer function and a noise power"
              + " spectrum");
    }
    return mtf == null ? Optional.empty() : Optional.of(new Files(mtf, nps));
  }
}
