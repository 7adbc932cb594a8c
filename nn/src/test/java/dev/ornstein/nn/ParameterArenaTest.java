package dev.ornstein.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.layer.Linear;
import dev.ornstein.nn.layer.SiLU;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ParameterArenaTest {
  private static final Engine ENGINE = TestEngines.withThreads(1);

  /** Two layers of which a pass may use one. */
  private static final class Two extends Module {
    private final Linear a = make("a", i -> new Linear(i, 3, 2));
    private final Linear b = make("b", i -> new Linear(i, 3, 2));

    Two() {
      super(Init.of(ENGINE, 1));
    }
  }

  @AfterAll
  static void closeEngine() {
    ENGINE.close();
  }

  private static Var input() {
    return Var.constant(ENGINE.of(new float[] {1, 2, 3}, 1, 3));
  }

  private static void backward(Linear layer) {
    try (Scope scope = ENGINE.scope();
        Tape tape = Tape.record()) {
      tape.backward(layer.forward(input()).sum());
    }
  }

  @Test
  void parametersKeepTheirValuesAndLieSideBySide() {
    Two m = new Two();
    Map<String, float[]> before = new LinkedHashMap<>();
    m.namedParameters().forEach((n, p) -> before.put(n, p.value().toArray()));
    ParameterArena arena = new ParameterArena(m);
    assertEquals(16, arena.size());
    int at = 0;
    for (Map.Entry<String, Parameter> e : m.namedParameters().entrySet()) {
      Tensor value = e.getValue().value();
      assertArrayEquals(before.get(e.getKey()), value.toArray(), e.getKey());
      assertSame(arena.values().array(), value.array());
      assertEquals(arena.values().offset() + at, value.offset(), e.getKey());
      at += value.size();
    }
  }

  @Test
  void gradientsArriveInTheArenaAndAccumulate() {
    Two m = new Two();
    ParameterArena arena = new ParameterArena(m);
    backward(m.a);
    backward(m.a);
    float[] g = arena.gradients().toArray();
    assertArrayEquals(
        new float[] {2, 4, 6, 2, 4, 6, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0}, g, "twice x, twice 1");
    assertSame(arena.gradients().array(), m.parameters().get(0).gradient().array());
    assertNull(m.namedParameters().get("b.weight").gradient());
  }

  @Test
  void whatAPassDoesNotReachHasGradientZeroAfterwards() {
    Two m = new Two();
    ParameterArena arena = new ParameterArena(m);
    backward(m.a);
    arena.zeroGrad();
    backward(m.b);
    assertArrayEquals(
        new float[] {0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 1, 2, 3, 1, 1}, arena.gradients().toArray());
  }

  @Test
  void theFirstNonFiniteTensorIsNamed() {
    Two m = new Two();
    ParameterArena arena = new ParameterArena(m);
    assertNull(arena.firstNonFinite());
    m.namedParameters().get("b.bias").value().fillInPlace(Float.NaN);
    assertEquals("b.bias", arena.firstNonFinite());
    backward(m.a);
    arena.windows(arena.gradients()).get("a.bias").fillInPlace(Float.POSITIVE_INFINITY);
    assertEquals("the gradient of a.bias", arena.firstNonFinite());
  }

  @Test
  void statesGoByName() {
    Two m = new Two();
    ParameterArena arena = new ParameterArena(m);
    Tensor flat = arena.zeros();
    for (int i = 0; i < flat.size(); i++) {
      flat.set(i, i);
    }
    StateDict state = arena.toState(flat);
    assertEquals("[a.weight, a.bias, b.weight, b.bias]", state.names().toString());
    assertEquals(Shape.of(2, 3), state.shape("b.weight"));
    Tensor copy = arena.zeros();
    arena.fromState("it", state, copy);
    assertArrayEquals(flat.toArray(), copy.toArray());
    assertNotSame(flat.array(), copy.array());
    StateDict part = new StateDict();
    part.put("a.weight", ENGINE.zeros(Shape.of(2, 3)));
    assertTrue(
        assertThrows(UserError.class, () -> arena.fromState("the mean", part, copy))
            .getMessage()
            .contains("the mean has no entry 'a.bias'"));
    StateDict wrong = new StateDict();
    wrong.put("a.weight", ENGINE.zeros(Shape.of(3, 2)));
    assertThrows(UserError.class, () -> arena.fromState("the mean", wrong, copy));
    assertArrayEquals(flat.toArray(), copy.toArray(), "nothing is changed");
    assertThrows(IllegalArgumentException.class, () -> arena.windows(ENGINE.zeros(Shape.of(5))));
  }

  @Test
  void aModuleWithoutParametersHasNoArena() {
    assertThrows(IllegalArgumentException.class, () -> new ParameterArena(new SiLU()));
  }

  @Test
  void anArenaMadeInsideAScopeOutlivesIt() {
    Two m;
    ParameterArena arena;
    try (Scope scope = ENGINE.scope()) {
      m = new Two();
      arena = new ParameterArena(m);
    }
    float[] before = arena.values().toArray();
    try (Scope scope = ENGINE.scope()) {
      for (int i = 0; i < 20; i++) {
        ENGINE.full(Shape.of(16), 9f);
        ENGINE.full(Shape.of(6), 9f);
      }
    }
    assertArrayEquals(before, arena.values().toArray());
  }

  @Test
  void aParameterUnderTwoNamesIsRefused() {
    Linear shared = new Linear(Init.of(ENGINE, 1), 3, 3);
    Sequential twice = new Sequential(Init.of(ENGINE, 1), i -> shared, i -> shared);
    String message =
        assertThrows(IllegalArgumentException.class, () -> new ParameterArena(twice)).getMessage();
    assertTrue(message.contains("'0.weight' and '1.weight'"), message);
  }
}
