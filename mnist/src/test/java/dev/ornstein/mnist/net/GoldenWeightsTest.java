package dev.ornstein.mnist.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Var;
import dev.ornstein.mnist.net.Golden.Difference;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Engine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** State dicts that PyTorch saved give PyTorch's output here. */
class GoldenWeightsTest {
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @CsvSource({
    "seed-width2.safetensors, 2, ''",
    "seed-width1-prefixed.safetensors, 1, score_estimator."
  })
  void importedWeightsGivePyTorchsOutput(String file, int width, String prefix) {
    try (Engine engine = Engine.create("auto", 2, line -> {})) {
      StateDict all = StateDict.read(Golden.path(file), engine);
      StateDict saved = new StateDict();
      for (String name : all.names()) {
        if (!name.startsWith("golden.")) {
          saved.putAll("", single(all, name));
        }
      }
      assertTrue(saved.names().stream().allMatch(n -> n.startsWith(prefix)));

      SeedUNet net = SeedUNet.load(Init.of(engine, 0), saved, 28, 28);
      assertEquals(new SeedUNetConfig(width, 16, 12, 6, 5, 4, 28, 28, 0), net.config());
      assertFalse(net.isTraining());
      assertEquals(
          20, net.namedCounters().get("denoiser.fc7.batchnorm2.num_batches_tracked").value());

      Var y = net.forward(Var.constant(all.tensor("golden.x")), all.tensor("golden.t"));
      Difference d = Golden.compare(file, y.value().toArray(), all.tensor("golden.y").toArray());
      Golden.print(file, d);
      assertTrue(d.largest() <= TOLERANCE, "output: " + d);
      assertTrue(d.theirNorm() > 1, "the golden output must say something: " + d);
    }
  }

  private static StateDict single(StateDict all, String name) {
    StateDict one = new StateDict();
    if (all.isCount(name)) {
      one.put(name, all.count(name));
    } else {
      one.put(name, all.tensor(name));
    }
    return one;
  }
}
