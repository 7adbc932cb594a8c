package dev.ornstein.examples;

import dev.ornstein.diffusion.process.ImagingSystem;
import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.cli.SystemOptions;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.run.SystemFiles;
import dev.ornstein.examples.train.StopRequest;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The Fourier model: every spatial frequency has a schedule of its own. The forward process blurs
 * an image and adds coloured noise, as an imaging system with a modulation transfer function H(t)
 * and a noise power spectrum Σ(t) does, and ends there:
 *
 * <pre>x₁ = H(1) x₀ + Σ(1)^½ ε</pre>
 *
 * <p>The reverse process begins with a degraded image, not with noise, and restores it. With {@code
 * --preset seed} this is the third example of seed 0. {@code --mtf} and {@code --nps} put an
 * imaging system of the user's in place of the seed's.
 */
@Command(
    name = "fourier",
    description = "trains the Fourier model, which restores blurred and noisy test images")
public final class Fourier extends Training {
  @Mixin private SystemOptions system;

  /** To be run by a {@link Launcher}. */
  public Fourier() {
    this(new StopRequest());
  }

  /** Which can be interrupted from outside. */
  Fourier(StopRequest stop) {
    super(stop);
  }

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new Fourier(), args));
  }

  @Override
  Optional<ImagingSystem> system(Console console) {
    Optional<ImagingSystem> own =
        system.files().map(files -> SystemFiles.read(files.mtf(), files.nps()));
    own.flatMap(SystemFiles::doubt).ifPresent(console::warn);
    return own;
  }
}
