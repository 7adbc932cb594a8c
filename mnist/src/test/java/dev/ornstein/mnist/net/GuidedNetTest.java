package dev.ornstein.mnist.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.nn.Init;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Engine;
import org.junit.jupiter.api.Test;

class GuidedNetTest {
  @Test
  void bothNetworksAreChildrenAndModesReachThem() {
    try (Engine engine = Engine.create("auto", 1, line -> {})) {
      GuidedNet net =
          new GuidedNet(
              Init.of(engine, 1),
              i -> new SmallUNet(i, 4, 0, 0),
              i -> new SmallClassifier(i, 4, 10));
      assertEquals(
          net.prior().parameterCount() + net.classifier().parameterCount(), net.parameterCount());
      StateDict state = net.stateDict();
      assertEquals(state.shape("prior.stem.weight"), state.shape("classifier.stem.weight"));
      assertEquals(net.prior().stateDict().names(), state.sub("prior.").names());
      assertEquals(net.classifier().stateDict().names(), state.sub("classifier.").names());
      net.train(false);
      assertTrue(!net.prior().isTraining() && !net.classifier().isTraining());
    }
  }

  @Test
  void aPriorThatTakesLabelsIsRefused() {
    try (Engine engine = Engine.create("auto", 1, line -> {})) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      new GuidedNet(
                          Init.of(engine, 1),
                          i -> new SmallUNet(i, 4, 3, 0),
                          i -> new SmallClassifier(i, 4, 10)))
              .getMessage();
      assertTrue(message.contains("knows 3"), message);
    }
  }
}
