package dev.ornstein.mnist.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.mnist.net.Golden.Difference;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Engine;
import org.junit.jupiter.api.Test;

/**
 * The seed's classifier with weights that PyTorch saved gives PyTorch's probabilities here, and the
 * gradient by the images that guidance follows.
 */
class GoldenClassifierTest {
  private static final String FILE = "seed-classifier.safetensors";

  /** ‖ours − theirs‖/‖theirs‖; theirs is in double precision. */
  private static final double TOLERANCE = 1e-5;

  /** Of the six images; the script's. */
  private static final int[] LABELS = {0, 2, 4, 1, 3, 0};

  @Test
  void importedWeightsGivePyTorchsProbabilitiesAndGradients() {
    try (Engine engine = Engine.create("auto", 2, line -> {})) {
      StateDict all = StateDict.read(Golden.path(FILE), engine);
      StateDict saved = new StateDict();
      for (String name : all.names()) {
        if (all.isCount(name)) {
          saved.put(name, all.count(name));
        } else if (!name.startsWith("golden.")) {
          saved.put(name, all.tensor(name));
        }
      }
      SeedClassifier net = SeedClassifier.load(Init.of(engine, 0), saved, 8, 12);
      assertEquals(new SeedClassifierConfig(3, 16, 12, 7, 3, 5, 8, 12), net.config());

      try (Tape tape = Tape.record()) {
        Var x = Var.leaf(all.tensor("golden.x"));
        Var y = net.logProbabilities(x, all.tensor("golden.t"));
        agree("log-probabilities", y.value().toArray(), all.tensor("golden.y").toArray());
        tape.backward(net.logLikelihood(x, all.tensor("golden.t"), LABELS).sum());
        agree("gradient", x.grad().toArray(), all.tensor("golden.gradient").toArray());
      }
    }
  }

  private static void agree(String what, float[] ours, float[] theirs) {
    Difference d = Golden.compare(what, ours, theirs);
    Golden.print(what, d);
    assertTrue(d.relative() <= TOLERANCE, what + ": " + d);
    assertTrue(d.theirNorm() > 0.01, "the golden numbers must say something: " + d);
  }
}
