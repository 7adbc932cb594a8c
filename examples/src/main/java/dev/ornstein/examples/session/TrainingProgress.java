package dev.ornstein.examples.session;

import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.progress.ProgressBar;
import dev.ornstein.examples.run.MetricsLog;
import dev.ornstein.examples.run.StepMetrics;
import dev.ornstein.examples.train.Checkpoints;
import dev.ornstein.examples.train.Plan;
import dev.ornstein.examples.train.Watcher;
import java.util.List;
import java.util.Locale;

/** What happens beside a training step: it is logged, shown, and now and then saved. */
final class TrainingProgress implements Watcher {
  /** The shown loss and speed are means over about so many steps. */
  private static final double STEPS_SHOWN = 25;

  private final MetricsLog log;
  private final Checkpoints checkpoints;
  private final Plan plan;
  private final int batchSize;
  private final ProgressBar bar;
  private double loss = Double.NaN;
  private double secondsPerStep = Double.NaN;
  private long seen;

  TrainingProgress(
      Console console, MetricsLog log, Checkpoints checkpoints, Plan plan, int batchSize) {
    this.log = log;
    this.checkpoints = checkpoints;
    this.plan = plan;
    this.batchSize = batchSize;
    this.bar = new ProgressBar(console, "training");
  }

  @Override
  public void stepped(List<StepMetrics> rows) {
    for (StepMetrics m : rows) {
      log.add(m);
    }
    if (checkpoints.isWaiting()) {
      log.force(); // the rows of a saved step are never missing
    }
    checkpoints.stepped();
    for (StepMetrics m : rows) {
      seen++;
      loss = mean(loss, m.loss());
      secondsPerStep = mean(secondsPerStep, batchSize / m.imagesPerSecond());
    }
    show(rows.get(rows.size() - 1));
  }

  private void show(StepMetrics m) {
    String total = plan.total() == Long.MAX_VALUE ? "" : "/" + plan.total();
    String details =
        String.format(
            Locale.ROOT,
            "step %d%s, loss %.4f, %.0f images/s",
            m.step(),
            total,
            loss,
            batchSize / secondsPerStep);
    bar.show(
        plan.share(m.step(), m.seconds()),
        details,
        plan.secondsLeft(m.step(), m.seconds(), secondsPerStep));
  }

  /** A mean that forgets; the first values count fully, so that it starts without a bias. */
  private double mean(double before, double value) {
    double weight = 1 / Math.min(seen, STEPS_SHOWN);
    return seen == 1 ? value : before + weight * (value - before);
  }

  /** Training has ended. */
  void finish() {
    bar.finish();
  }

  /** The loss as it was shown last. */
  double loss() {
    return loss;
  }
}
