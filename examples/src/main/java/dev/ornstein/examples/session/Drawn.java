package dev.ornstein.examples.session;

import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.restore.Restorations;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.sample.DegradedStarts;
import dev.ornstein.examples.sample.NoiseStarts;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.mnist.data.TrainTest;
import dev.ornstein.tensor.Engine;
import java.util.function.Supplier;

/** Draws the samples of a model: from noise, or restorations of test images. */
final class Drawn {
  private Drawn() {}

  /**
   * Draws and writes.
   *
   * @param images asked for only when there is something to be restored
   * @throws dev.ornstein.tensor.UserError when the images are not of the size that the model has
   *     learnt
   */
  static Results draw(
      Console console,
      Engine engine,
      SavedModel saved,
      RunConfig.Sampling sampling,
      long seed,
      RunDirectory to,
      Supplier<TrainTest> images) {
    if (!saved.learner().degradation().isRestoration()) {
      NoiseStarts starts = new NoiseStarts(saved, sampling);
      Results results = new Results(engine, saved, sampling, starts, seed, to);
      results.writeSamples(console);
      return results;
    }
    TrainTest all = images.get();
    DegradedStarts starts = new DegradedStarts(saved, all.test());
    Results results = new Results(engine, saved, sampling, starts, seed, to);
    float[] restored = results.writeSamples(console);
    Restorations others = new Restorations(engine, starts, all.train(), seed, sampling.count());
    results.writeRestoration(console, restored, others, all.test());
    return results;
  }
}
