package dev.ornstein.examples.report;

import dev.ornstein.examples.model.Degradation;
import dev.ornstein.examples.model.Words;
import dev.ornstein.examples.progress.TimeText;
import dev.ornstein.examples.run.RunConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A configuration as names and values for people. */
final class ConfigTables {
  private ConfigTables() {}

  static Map<String, String> model(RunConfig config) {
    RunConfig.Model m = config.model();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("preset", m.preset());
    rows.put("network", m.network() + ", width " + m.width());
    rows.put("classes", m.classes() == 0 ? "none: learns without labels" : "" + m.classes());
    rows.put("parameters", String.format(Locale.ROOT, "%,d", m.parameters()));
    boolean own = m.process().equals(Words.IMAGING_SYSTEM);
    rows.put("process", m.process() + (own ? ", of mtf.npy and nps.npy" : ""));
    rows.put("prediction", m.prediction());
    rows.put("range of pixels", m.range());
    rows.put(
        "samples begin with",
        m.degradation().equals(Degradation.NONE) ? "noise" : m.degradation() + " images");
    rows.put("classifier", m.classifier());
    return rows;
  }

  static Map<String, String> training(RunConfig config) {
    RunConfig.Training t = config.training();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("length", length(t));
    rows.put("batch size", Integer.toString(t.batchSize()));
    String warmUp = t.warmupSteps() == 0 ? "" : ", " + t.warmupSteps() + " steps of warm-up";
    String decay = t.decay().equals("cosine") ? ", cosine decay" : "";
    rows.put("learning rate", "Adam, " + t.lr() + warmUp + decay);
    rows.put("clipping", t.clip() == 0 ? "none" : "norm of the gradient at most " + t.clip());
    rows.put("averaged weights", t.ema() == 0 ? "none" : "decay " + t.ema() + " with warm-up");
    if (config.model().classes() > 0) {
      rows.put("labels hidden", Math.round(100 * t.labelDropout()) + " %");
    }
    rows.put("loss", config.model().loss() + ", times " + t.times());
    rows.put("seed", Long.toString(t.seed()));
    return rows;
  }

  private static String length(RunConfig.Training t) {
    return t.lengthKind().equals("budget")
        ? TimeText.words(t.length()) + " of training"
        : String.format(Locale.ROOT, "%,d %s", t.length(), t.lengthKind());
  }

  static Map<String, String> dataAndSamples(RunConfig config) {
    RunConfig.Data d = config.data();
    RunConfig.Sampling s = config.sampling();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("data", d.description() + " (--data " + d.option() + ")");
    rows.put(
        "images", String.format(Locale.ROOT, "%,d of %d×%d", d.count(), d.width(), d.height()));
    rows.put("samples", s.count() + ", classes: " + s.labels());
    String guidance = s.guidance() == 0 ? "" : ", guidance " + s.guidance();
    rows.put("sampler", s.sampler() + ", " + s.steps() + " steps" + guidance);
    rows.put("command", String.join(" ", config.command()));
    return rows;
  }

  static Map<String, String> machine(RunConfig config) {
    RunConfig.Environment e = config.environment();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("kernels", e.kernelsDetail());
    rows.put("threads", e.threads() + " of " + e.processors() + " processors");
    rows.put("Java", e.java());
    rows.put("system", e.system());
    rows.put("memory for Java", e.memoryMiB() + " MiB");
    rows.put("Ornstein", e.ornstein());
    return rows;
  }
}
