package dev.ornstein.examples.session;

import dev.ornstein.diffusion.likelihood.BitsPerDimension;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.cli.GeneralOptions;
import dev.ornstein.examples.cli.LikelihoodOptions;
import dev.ornstein.examples.likelihood.FlowSettings;
import dev.ornstein.examples.likelihood.ImageBits;
import dev.ornstein.examples.likelihood.LikelihoodFindings;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.progress.ProgressBar;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.Datasets;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.AtomicFiles;
import java.nio.file.Path;
import java.util.Locale;

/** From the model of a run and test images to their bits per dimension, in files. */
public final class LikelihoodSession {
  /** Images at once; they do not depend on it. */
  private static final int BATCH = 50;

  private final Console console;
  private final GeneralOptions general;
  private final LikelihoodOptions options;

  /**
   * @param console for messages
   * @param general threads and kernels
   * @param options what to measure
   */
  public LikelihoodSession(Console console, GeneralOptions general, LikelihoodOptions options) {
    this.console = console;
    this.general = general;
    this.options = options;
  }

  /**
   * Measures, prints and writes.
   *
   * @return the exit status
   */
  public int run() {
    FlowSettings settings = settings();
    RunDirectory from = RunDirectory.open(options.run(), "likelihood");
    try (Engine engine = general.engine(console)) {
      SavedModel saved = SavedModel.load(engine, from, false);
      requireWholeImages(saved);
      RunConfig.Data learnt = saved.config().data();
      String where = options.data().orElse(learnt.option());
      Dataset test = Datasets.resolve(where, console::warn).test();
      requireImages(learnt, test);
      RunDirectory to =
          options
              .out()
              .map(RunDirectory::create)
              .orElseGet(() -> RunDirectory.createNumbered("likelihood"));
      try {
        measure(new ImageBits(engine, saved, settings, BATCH), saved, test, settings, to);
      } finally {
        if (options.out().isEmpty()) {
          to.removeIfEmpty();
        }
      }
      return ExitStatus.DONE;
    }
  }

  private FlowSettings settings() {
    if (options.steps().isPresent() && options.tolerance().isPresent()) {
      throw new UserError(
          "--steps "
              + options.steps().get()
              + " and --tolerance "
              + options.tolerance().get()
              + " exclude each other: a tolerance chooses the steps; give one of them");
    }
    return new FlowSettings(
        options.steps().orElse(FlowSettings.USUAL_STEPS),
        // by its digits: the nearest float has too many of them as a double
        options.tolerance().map(x -> Double.valueOf(x.toString())),
        options.probes(),
        options.seed());
  }

  private void requireWholeImages(SavedModel saved) {
    if (saved.learner().degradation().isRestoration()) {
      throw new UserError(
          options.run()
              + " is a run of "
              + saved.config().example()
              + ", which restores images and has no likelihood of whole ones; give a run of scalar,"
              + " fourier-unconditional or classifier-guided");
    }
  }

  private void requireImages(RunConfig.Data learnt, Dataset test) {
    if (test.channels() != learnt.channels()
        || test.height() != learnt.height()
        || test.width() != learnt.width()) {
      throw new UserError(
          "--data has images of "
              + test.width()
              + "×"
              + test.height()
              + " pixels; this model knows those of "
              + learnt.width()
              + "×"
              + learnt.height());
    }
    if (options.samples() > test.count()) {
      throw new UserError(
          "--samples "
              + options.samples()
              + " is more than the "
              + test.count()
              + " test images; give at most that");
    }
  }

  private void measure(
      ImageBits images, SavedModel saved, Dataset test, FlowSettings settings, RunDirectory to) {
    ProgressBar bar = new ProgressBar(console, "likelihood");
    String what = images(options.samples()) + ", " + settings;
    long begin = System.nanoTime();
    BitsPerDimension.Result bits =
        images.of(
            test,
            options.samples(),
            (done, all) -> {
              double seconds = (System.nanoTime() - begin) / 1e9;
              bar.show((double) done / all, what, seconds / done * (all - done));
            });
    bar.finish();
    LikelihoodFindings findings =
        LikelihoodFindings.of(
            options.run().toString(),
            saved.config().example(),
            test,
            settings,
            bits,
            images.evaluationsPerImage(bits));
    Path csv = to.root().resolve("likelihood.csv");
    Path json = to.root().resolve("likelihood.json");
    AtomicFiles.writeString(csv, LikelihoodFindings.csv(test, bits));
    AtomicFiles.writeString(json, findings.toJson());
    say(test, bits, findings);
    console.say("Wrote " + csv + " and " + json + ".");
  }

  private void say(Dataset test, BitsPerDimension.Result bits, LikelihoodFindings findings) {
    console.say(test.name() + ", " + images(findings.count()) + ", uniformly dequantised: " + bits);
    console.say(
        String.format(
            Locale.ROOT,
            "(an upper bound), %.1f nats per image; %.0f evaluations of the network for each",
            findings.natsPerImage(),
            findings.evaluationsPerImage()));
    if (test.name().startsWith("MNIST")) {
      console.say(
          "For orientation, published for MNIST, of models that learnt it dequantised: RealNVP 1.06,"
              + " Glow 1.05, FFJORD 0.99 bits per dimension (arXiv 1810.01367).");
    }
  }

  private static String images(int count) {
    return count + (count == 1 ? " image" : " images");
  }
}
