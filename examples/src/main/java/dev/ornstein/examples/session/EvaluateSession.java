package dev.ornstein.examples.session;

import dev.ornstein.examples.cli.EvaluateOptions;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.cli.GeneralOptions;
import dev.ornstein.examples.evaluate.Evaluation;
import dev.ornstein.examples.evaluate.Exhibit;
import dev.ornstein.examples.evaluate.Exhibits;
import dev.ornstein.examples.evaluate.Findings;
import dev.ornstein.examples.evaluate.FindingsText;
import dev.ornstein.examples.evaluate.Neighbours;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.report.EvaluationReport;
import dev.ornstein.examples.run.ConfigFile;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.Datasets;
import dev.ornstein.mnist.data.TrainTest;
import dev.ornstein.mnist.judge.Judge;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** From images in files to what the judge says about them, on the console and in files. */
public final class EvaluateSession {
  private final Console console;
  private final GeneralOptions general;
  private final EvaluateOptions options;

  /** Training images to search, or a sentence on why there are none. */
  private record Searched(Optional<Dataset> images, String leftOut) {
    static Searched none(String why) {
      return new Searched(Optional.empty(), "left out: " + why);
    }
  }

  /**
   * @param console for messages
   * @param general threads and kernels
   * @param options what to judge
   */
  public EvaluateSession(Console console, GeneralOptions general, EvaluateOptions options) {
    this.console = console;
    this.general = general;
    this.options = options;
  }

  /**
   * Reads, judges and writes.
   *
   * @return the exit status
   */
  public int run() {
    Exhibit exhibit = Exhibits.read(options.source(), options.labels());
    Path out = outFolder();
    try (Engine engine = general.engine(console)) {
      Judge judge = Judge.load(engine);
      Searched searched = searched();
      Optional<Neighbours> neighbours =
          searched.images().map(data -> Neighbours.of(engine, exhibit, data));
      Evaluation evaluation = Findings.of(judge, exhibit, neighbours);
      Map<String, String> words = FindingsText.of(evaluation, searched.leftOut());
      console.say(exhibit.name() + ": " + exhibit.count() + " images of 28×28");
      words.forEach(this::say);
      FindingsText.classes(evaluation).forEach(this::say);
      Path json = out.resolve("evaluation.json");
      Path page = out.resolve("evaluation.html");
      AtomicFiles.writeString(json, evaluation.toJson());
      AtomicFiles.writeString(page, EvaluationReport.of(evaluation, exhibit, neighbours, words));
      console.say("Wrote " + page + " and " + json + ".");
      return ExitStatus.DONE;
    }
  }

  private void say(String name, String value) {
    console.say(String.format("%-17s %s", name, value));
  }

  private Searched searched() {
    String spec = options.data().or(this::dataOfRun).orElse("auto");
    Optional<TrainTest> found;
    try {
      found = Datasets.local(spec, console::warn);
    } catch (UserError e) {
      if (options.data().isPresent()) {
        throw e;
      }
      return Searched.none("the data of the run are gone (" + e.getMessage() + ")");
    }
    if (found.isEmpty()) {
      String name = spec.equals("fashion") ? "Fashion-MNIST" : "MNIST";
      return Searched.none(
          name + " is not in the cache, and nothing is downloaded for this; give --data DIR");
    }
    Dataset train = found.get().train();
    if (train.channels() != 1 || train.height() != Exhibit.SIZE || train.width() != Exhibit.SIZE) {
      return Searched.none(train.name() + " has images of another kind than grey ones of 28×28");
    }
    return new Searched(Optional.of(train), "");
  }

  /** What the run learnt from, when the source is a run whose configuration can be read. */
  private Optional<String> dataOfRun() {
    Path config = new RunDirectory(options.source()).config();
    if (!Files.isRegularFile(config)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ConfigFile.read(config).data().option());
    } catch (UserError e) {
      return Optional.empty(); // a run of another version: its images can be judged all the same
    }
  }

  private Path outFolder() {
    Path source = options.source();
    Path beside = Files.isDirectory(source) ? source : source.toAbsolutePath().getParent();
    Path out = options.out().orElse(beside);
    try {
      return Files.createDirectories(out);
    } catch (IOException e) {
      throw new UserError(
          "the folder --out " + out + " cannot be made (" + e.getMessage() + ")", e);
    }
  }
}
