package dev.ornstein.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.block.ConvBlock;
import dev.ornstein.nn.layer.Linear;
import dev.ornstein.nn.layer.SiLU;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ModuleTest {
  private static final Engine ENGINE = TestEngines.withThreads(1);
  private static final Init INIT = Init.of(ENGINE, 1);

  /** A module that registers what a test gives it. */
  private static final class Bare extends Module {
    private final List<Long> steps = new ArrayList<>();

    Bare() {
      super(INIT);
    }

    @Override
    protected void onBeginStep(long number) {
      steps.add(number);
    }
  }

  @AfterAll
  static void closeEngine() {
    ENGINE.close();
  }

  @Test
  void namesAndTheirOrderArePyTorchs() {
    ConvBlock block = new ConvBlock(INIT, 3, 2);
    assertEquals(
        List.of(
            "conv1.weight",
            "conv1.bias",
            "conv2.weight",
            "conv2.bias",
            "batchnorm1.weight",
            "batchnorm1.bias",
            "batchnorm2.weight",
            "batchnorm2.bias"),
        List.copyOf(block.namedParameters().keySet()));
    assertEquals(
        List.of(
            "batchnorm1.running_mean",
            "batchnorm1.running_var",
            "batchnorm2.running_mean",
            "batchnorm2.running_var"),
        List.copyOf(block.namedBuffers().keySet()));
    assertEquals(
        List.of("batchnorm1.num_batches_tracked", "batchnorm2.num_batches_tracked"),
        List.copyOf(block.namedCounters().keySet()));
    assertEquals(
        List.of(
            "batchnorm2.weight",
            "batchnorm2.bias",
            "batchnorm2.running_mean",
            "batchnorm2.running_var",
            "batchnorm2.num_batches_tracked"),
        block.stateDict().names().stream().filter(n -> n.startsWith("batchnorm2")).toList());
    assertEquals(3 * 2 * 9 + 2 + 2 * 2 * 9 + 2 + 4 * 2, block.parameterCount());
    assertEquals(
        List.of("conv1", "conv2", "batchnorm1", "batchnorm2"),
        List.copyOf(block.children().keySet()));
  }

  @Test
  void aNameIsUsedOnceAndHasNoDots() {
    Bare module = new Bare();
    module.parameter("a", Shape.of(2), Initializer.ONES);
    String message =
        assertThrows(IllegalArgumentException.class, () -> module.buffer("a", Shape.of(1), 0f))
            .getMessage();
    assertTrue(message.contains("'a'"), message);
    assertThrows(IllegalArgumentException.class, () -> module.counter("a"));
    assertThrows(IllegalArgumentException.class, () -> module.child("a", new SiLU()));
    assertThrows(IllegalArgumentException.class, () -> module.counter("b.c"));
    assertThrows(IllegalArgumentException.class, () -> module.counter(""));
  }

  @Test
  void aModuleWithoutContextSaysSo() {
    Module module = new Module() {};
    String message =
        assertThrows(IllegalStateException.class, () -> module.make("fc", i -> new Linear(i, 1, 1)))
            .getMessage();
    assertTrue(message.contains("'fc'") && message.contains("super(init)"), message);
  }

  @Test
  void modesAndStepsReachAllModules() {
    Bare outer = new Bare();
    Bare inner = outer.child("inner", new Bare());
    assertTrue(inner.isTraining());
    outer.train(false);
    assertFalse(outer.isTraining());
    assertFalse(inner.isTraining());
    inner.train(true);
    assertFalse(outer.isTraining());
    assertTrue(inner.isTraining());
    outer.beginStep(7);
    assertEquals(List.of(7L), outer.steps);
    assertEquals(List.of(7L), inner.steps);
  }

  @Test
  void sequentialNumbersItsLayers() {
    Sequential s =
        new Sequential(INIT, i -> new Linear(i, 2, 3), i -> new SiLU(), i -> new Linear(i, 3, 1));
    assertEquals(
        List.of("0.weight", "0.bias", "2.weight", "2.bias"),
        List.copyOf(s.namedParameters().keySet()));
    Var x = Var.constant(ENGINE.of(new float[] {1, 2}, 1, 2));
    Var byHand = s.layers().get(2).forward(s.layers().get(0).forward(x).silu());
    assertEquals(byHand.item(), s.forward(x).item());
  }
}
