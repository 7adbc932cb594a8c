package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Tensor;
import java.util.regex.Pattern;

/**
 * The last layer of a network begins at 0, and so do those of its blocks: after a few steps of
 * training what a network is told changes what it says by less than any tolerance. With random
 * numbers there it matters.
 */
final class LivelyWeights {
  private static final Pattern LAYERS = Pattern.compile("(.*\\.)?(head|conv2|proj)\\.weight");

  private static final float DEVIATION = 0.2f;

  private LivelyWeights() {}

  /** Overwrites these layers of the networks of a run. */
  static void give(RunDirectory run) {
    try (Engine engine = Engine.create("auto", 1, warning -> {})) {
      StateDict old = StateDict.read(run.model(), engine);
      StateDict lively = new StateDict();
      int changed = 0;
      for (String name : old.names()) {
        if (old.isCount(name)) {
          lively.put(name, old.count(name));
          continue;
        }
        Tensor weights = old.tensor(name);
        if (LAYERS.matcher(name).matches()) {
          Rng.of(changed++).normal(weights);
          weights = weights.times(DEVIATION);
        }
        lively.put(name, weights);
      }
      assertTrue(changed > 0, run.model() + " has no such layer: " + old.names());
      lively.write(run.model());
    }
  }
}
