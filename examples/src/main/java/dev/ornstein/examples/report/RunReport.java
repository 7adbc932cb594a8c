package dev.ornstein.examples.report;

import dev.ornstein.examples.model.Degradation;
import dev.ornstein.examples.progress.TimeText;
import dev.ornstein.examples.restore.Restorations;
import dev.ornstein.examples.restore.ScoreTable;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.run.StepMetrics;
import dev.ornstein.examples.spectrum.SpectrumTable;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Writes {@code report.html} from what else lies in the folder of a run. */
public final class RunReport {
  private static final int RECENT_STEPS = 100;
  private static final int SMOOTHED_STEPS = 50;

  private final RunDirectory run;
  private final RunConfig config;
  private final List<StepMetrics> steps;
  private final Map<String, Double> timing;
  private final StringBuilder html = new StringBuilder(1 << 20);

  private RunReport(
      RunDirectory run, RunConfig config, List<StepMetrics> steps, Map<String, Double> timing) {
    this.run = run;
    this.config = config;
    this.steps = steps;
    this.timing = timing;
  }

  /**
   * Writes the report.
   *
   * @param run with its pictures in it
   * @param config of the run
   * @param steps its metrics
   * @param timing seconds of each part
   * @throws UserError when a picture cannot be read or the report cannot be written
   */
  public static void write(
      RunDirectory run, RunConfig config, List<StepMetrics> steps, Map<String, Double> timing) {
    String page = new RunReport(run, config, steps, timing).page();
    AtomicFiles.writeString(run.report(), page);
  }

  private String page() {
    String title = "Ornstein: " + run.root().toAbsolutePath().normalize().getFileName();
    html.append(Html.head(title));
    header();
    pictures();
    if (Files.exists(run.spectrum())) {
      html.append(TransferSection.of(SpectrumTable.read(run.spectrum())));
    }
    curves();
    tables();
    next();
    html.append("<footer>Ornstein ").append(Html.escape(config.environment().ornstein()));
    html.append(", begun ").append(Html.escape(config.created())).append("</footer>\n");
    return html.append("</body>\n</html>\n").toString();
  }

  private void header() {
    html.append("<header>\n<p class=\"kicker\">Ornstein · ").append(Html.escape(config.example()));
    html.append("</p>\n<h1>");
    html.append(Html.escape("" + run.root().toAbsolutePath().normalize().getFileName()));
    html.append("</h1>\n<p>").append(Html.escape(summary())).append("</p>\n</header>\n");
    html.append("<ul class=\"tiles\">\n");
    tile(number("%.4f", recent(StepMetrics::loss)), "loss, mean of the last 100 steps");
    tile(number("%,.0f", stepsTaken()), "steps");
    tile(number("%.1f", last(StepMetrics::epoch)), "epochs");
    tile(TimeText.words(last(StepMetrics::seconds)), "training");
    tile(number("%,.0f", imagesPerSecond()), "images per second");
    tile(number("%,.0f", config.model().parameters()), "parameters");
    html.append("</ul>\n");
  }

  private String summary() {
    return String.format(
        Locale.ROOT,
        "A %s learnt %,d images (%s) in %,d steps of %d, on %d threads.",
        config.model().network(),
        config.data().count(),
        config.data().description(),
        stepsTaken(),
        config.training().batchSize(),
        config.environment().threads());
  }

  private void tile(String value, String name) {
    html.append(Html.tile(value, name));
  }

  private void pictures() {
    RunConfig.Sampling s = config.sampling();
    html.append("<h2>Samples</h2>\n<div class=\"pictures\">\n");
    figure(run.samplesPicture(), "image/png", samplesCaption(s));
    figure(run.trajectory(), "image/gif", "The reverse process, from t = 1 to t = 0");
    html.append("</div>\n");
    if (isRestoration()) {
      Map<String, String> rows = new LinkedHashMap<>();
      for (Restorations.Score score : ScoreTable.read(run.restoration())) {
        rows.put(score.method(), score.text());
      }
      html.append(Html.table("Nearness to the truth, mean of " + s.count() + " images", rows));
    }
    figure(
        run.strip(),
        "image/png",
        "x(t) over t, from 0 at the left to 1 at the right. Above: images of the data turn to"
            + " noise. Below, read from the right: noise turns to images");
  }

  private boolean isRestoration() {
    return !config.model().degradation().equals(Degradation.NONE);
  }

  private String samplesCaption(RunConfig.Sampling s) {
    String how = " with " + s.sampler() + " in " + s.steps() + " steps";
    if (!isRestoration()) {
      return "Drawn from noise" + how;
    }
    List<String> rows =
        ScoreTable.read(run.restoration()).stream().map(Restorations.Score::method).toList();
    return "Test images restored" + how + ". Rows: " + String.join(", ", rows) + ", truth";
  }

  private void figure(Path picture, String mediaType, String caption) {
    byte[] content;
    try {
      content = Files.readAllBytes(picture);
    } catch (IOException e) {
      throw new UserError("cannot read " + picture + " for the report (" + e.getMessage() + ")", e);
    }
    html.append(Html.figure(mediaType, content, caption));
  }

  private void curves() {
    html.append("<h2>Curves</h2>\n");
    if (steps.isEmpty()) {
      html.append("<p class=\"note\">No step was taken.</p>\n");
      return;
    }
    int reach = Math.min(SMOOTHED_STEPS, steps.size() / 40);
    Curve loss = curve("loss", StepMetrics::loss);
    html.append(
        new LineChart("Loss, and its mean over " + (2 * reach + 1) + " steps", "step", true)
            .addFaint(loss)
            .add(loss.smoothed(reach))
            .toHtml());
    LineChart quarters = new LineChart("Loss by quarter of t", "step", true);
    String[] names = {"t < ¼", "¼ ≤ t < ½", "½ ≤ t < ¾", "t ≥ ¾"};
    for (int q = 0; q < names.length; q++) {
      int quarter = q;
      quarters.add(curve(names[q], m -> m.quarterLoss()[quarter]).smoothed(reach));
    }
    html.append(quarters.toHtml());
    html.append("<div class=\"pictures\">\n");
    html.append(
        LineChart.half("Learning rate", "step", false).add(curve("lr", StepMetrics::lr)).toHtml());
    Curve norm = curve("norm", StepMetrics::gradientNorm);
    html.append(
        LineChart.half("Norm of the gradient", "step", true)
            .addFaint(norm)
            .add(norm.smoothed(reach))
            .toHtml());
    html.append("</div>\n");
  }

  private Curve curve(String name, ToDoubleFunction<StepMetrics> value) {
    return new Curve(
        name,
        steps.stream().mapToDouble(StepMetrics::step).toArray(),
        steps.stream().mapToDouble(value).toArray());
  }

  private void tables() {
    html.append("<h2>Configuration</h2>\n<div class=\"tables\">\n");
    html.append(Html.table("Model", ConfigTables.model(config)));
    html.append(Html.table("Training", ConfigTables.training(config)));
    html.append(Html.table("Data and samples", ConfigTables.dataAndSamples(config)));
    html.append(Html.table("Machine", ConfigTables.machine(config)));
    html.append("</div>\n<h2>Timing</h2>\n");
    Map<String, String> times = new LinkedHashMap<>();
    timing.forEach((part, seconds) -> times.put(part, TimeText.words(seconds)));
    html.append(Html.table("", times));
  }

  private void next() {
    html.append("<h2>Go on</h2>\n<pre>");
    html.append(Html.escape("./ornstein sample " + run + " --samples 256 --seed 1\n"));
    html.append(
        Html.escape(
            "./ornstein "
                + config.example()
                + " --resume "
                + run
                + " --"
                + config.training().lengthKind()
                + " …   # longer than it was"));
    html.append("</pre>\n");
  }

  /** Not the number of rows: some may have been lost. */
  private long stepsTaken() {
    return steps.isEmpty() ? 0 : steps.get(steps.size() - 1).step();
  }

  private double last(ToDoubleFunction<StepMetrics> value) {
    return steps.isEmpty() ? 0 : value.applyAsDouble(steps.get(steps.size() - 1));
  }

  private double recent(ToDoubleFunction<StepMetrics> value) {
    int from = Math.max(0, steps.size() - RECENT_STEPS);
    return steps.subList(from, steps.size()).stream()
        .mapToDouble(value)
        .average()
        .orElse(Double.NaN);
  }

  private double imagesPerSecond() {
    double seconds = last(StepMetrics::seconds);
    return seconds == 0 ? 0 : (double) stepsTaken() * config.training().batchSize() / seconds;
  }

  private static String number(String form, double value) {
    return String.format(Locale.ROOT, form, value);
  }
}
