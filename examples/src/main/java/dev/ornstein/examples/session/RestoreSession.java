package dev.ornstein.examples.session;

import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.cli.GeneralOptions;
import dev.ornstein.examples.cli.RestoreOptions;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.report.RestoreReport;
import dev.ornstein.examples.restore.CurvePoint;
import dev.ornstein.examples.restore.PosteriorStarts;
import dev.ornstein.examples.restore.Restorations;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.sample.DegradedStarts;
import dev.ornstein.examples.sample.Drawing;
import dev.ornstein.examples.sample.Pictures;
import dev.ornstein.examples.sample.Samplers;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.examples.sample.Starts;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.Datasets;
import dev.ornstein.mnist.data.TrainTest;
import dev.ornstein.mnist.judge.Judge;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.AtomicFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Restores test images with a model in several numbers of steps, and, if there is a model of whole
 * images, by posterior sampling with that one in as many; and compares all with what needs no
 * network.
 */
public final class RestoreSession {
  private static final int BATCH = 64;
  private static final int USUAL_SAMPLES = 200;

  private final Console console;
  private final GeneralOptions general;
  private final RestoreOptions options;

  /**
   * @param console for messages
   * @param general threads and kernels
   * @param options what to restore, and in how many steps
   */
  public RestoreSession(Console console, GeneralOptions general, RestoreOptions options) {
    this.console = console;
    this.general = general;
    this.options = options;
  }

  /**
   * Restores, prints and writes.
   *
   * @return the exit status
   */
  public int run() {
    options.sampler().ifPresent(Samplers::require);
    try (Engine engine = general.engine(console)) {
      SavedModel saved = load(engine, options.run().toString(), "restore");
      if (!saved.learner().degradation().isRestoration()) {
        throw new UserError(
            options.run()
                + " draws from noise and restores nothing; give a run of diagonal or"
                + " fourier");
      }
      RunConfig config = saved.config();
      TrainTest images =
          Datasets.resolve(options.data().orElse(config.data().option()), console::warn);
      DegradedStarts starts = new DegradedStarts(saved, images.test());
      int available = images.test().count();
      options.samples().ifPresent(n -> Starts.requireEnough(n, available));
      Optional<SavedModel> prior =
          options.against().map(folder -> load(engine, folder.toString(), "--against"));
      prior.ifPresent(other -> requireComparable(saved.config(), other));
      Work work = new Work(engine, saved, starts, images, config.training().seed());
      RunDirectory to =
          options
              .out()
              .map(RunDirectory::create)
              .orElseGet(() -> RunDirectory.createNumbered("restore"));
      try {
        work.measure(prior);
        work.write(to);
      } finally {
        if (options.out().isEmpty()) {
          to.removeIfEmpty();
        }
      }
      return ExitStatus.DONE;
    }
  }

  private SavedModel load(Engine engine, String folder, String what) {
    RunDirectory run = RunDirectory.open(Path.of(folder), what);
    return SavedModel.load(engine, run, false);
  }

  /** Whether another model can restore what a run restores: before anything takes time. */
  private void requireComparable(RunConfig run, SavedModel prior) {
    RunConfig other = prior.config();
    String given = "--against " + options.against().orElseThrow();
    if (prior.learner().degradation().isRestoration()
        || !other.model().process().startsWith("vp-")) {
      throw new UserError(
          given
              + " is a run of "
              + other.example()
              + "; give one of scalar or classifier-guided, which draw whole images");
    }
    if (!run.model().range().equals(other.model().range())) {
      throw new UserError(
          given
              + " has black and white at "
              + other.model().range()
              + ", not at "
              + run.model().range()
              + "; give a run of the same preset");
    }
    if (run.data().height() != other.data().height()
        || run.data().width() != other.data().width()) {
      throw new UserError(
          given
              + " draws images of "
              + other.data().width()
              + "×"
              + other.data().height()
              + " pixels, not of "
              + run.data().width()
              + "×"
              + run.data().height()
              + "; give a run of images of that size");
    }
  }

  /** What is measured of one run. */
  private final class Work {
    private final Engine engine;
    private final SavedModel saved;
    private final DegradedStarts starts;
    private final Dataset test;
    private final long seed;
    private final Restorations others;
    private final float[] truth;
    private final Judge judge;
    private final List<CurvePoint> points = new ArrayList<>();
    private final Map<String, float[]> rows = new LinkedHashMap<>();

    Work(Engine engine, SavedModel saved, DegradedStarts starts, TrainTest images, long seed) {
      this.engine = engine;
      this.saved = saved;
      this.starts = starts;
      this.test = images.test();
      this.seed = seed;
      int count = options.samples().orElse(Math.min(USUAL_SAMPLES, test.count()));
      this.others = new Restorations(engine, starts, images.train(), seed, count);
      this.truth = others.truth();
      boolean digits = test.height() == 28 && test.width() == 28 && test.classes() == 10;
      this.judge = digits ? Judge.load(engine) : null;
    }

    void measure(Optional<SavedModel> prior) {
      others.baselines().forEach((name, images) -> add(name, 0, images));
      curve(Restorations.RESTORED, saved, starts);
      prior.ifPresent(
          other -> curve("posterior sampling", other, PosteriorStarts.of(other, starts, others)));
      rows.put("truth", truth);
    }

    private void curve(String method, SavedModel model, Starts from) {
      RunConfig.Sampling usual = saved.config().sampling();
      for (int steps : options.stepCounts()) {
        RunConfig.Sampling sampling =
            new RunConfig.Sampling(
                count(), options.sampler().orElse(usual.sampler()), steps, usual.labels(), 0);
        try {
          add(
              method,
              steps,
              new Drawing(engine, model, sampling, from, seed, BATCH)
                  .draw(count(), List.of(), (done, all) -> {}));
        } catch (UserError e) {
          console.warn(method + " in " + steps + " steps: " + e.getMessage());
        }
      }
    }

    private int count() {
      return truth.length / test.pixelsPerImage();
    }

    private void add(String method, int steps, float[] images) {
      double kept =
          judge == null ? Double.NaN : judge.read(images).accuracy(starts.labels(0, count()));
      Restorations.Score score = Restorations.Score.of(method, images, truth, test);
      CurvePoint point = new CurvePoint(method, steps, score, kept);
      points.add(point);
      rows.put(method, images); // of several numbers of steps the last
      console.say(point.line());
    }

    void write(RunDirectory to) {
      AtomicFiles.writeString(to.root().resolve("curve.csv"), CurvePoint.csv(points));
      Pictures pictures = new Pictures(test.height(), test.width());
      byte[] picture = pictures.restorations(List.copyOf(rows.values()));
      AtomicFiles.writeBytes(to.root().resolve("restorations.png"), picture);
      String page = RestoreReport.page(saved.config(), points, List.copyOf(rows.keySet()), picture);
      AtomicFiles.writeString(to.root().resolve("restore.html"), page);
      console.say(
          "See "
              + to.root().resolve("restore.html")
              + " and "
              + to.root().resolve("curve.csv")
              + ".");
    }
  }
}
