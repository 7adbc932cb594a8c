package dev.ornstein.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.block.FCBlock;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.ElementType;
import dev.ornstein.tensor.io.SafeTensors;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDictTest {
  private static final Engine ENGINE = TestEngines.withThreads(1);

  @TempDir Path folder;

  private static FCBlock block(long seed) {
    return new FCBlock(Init.of(ENGINE, seed), 3, 4);
  }

  private static void assertSameBits(StateDict a, StateDict b) {
    assertEquals(a.names(), b.names());
    for (String name : a.names()) {
      if (a.isCount(name)) {
        assertEquals(a.count(name), b.count(name), name);
      } else {
        assertEquals(a.shape(name), b.shape(name), name);
        assertArrayEquals(a.tensor(name).toArray(), b.tensor(name).toArray(), name);
      }
    }
  }

  @AfterAll
  static void closeEngine() {
    ENGINE.close();
  }

  @Test
  void aModuleSurvivesAFileBitForBit() {
    FCBlock trained = block(1);
    trained.forward(Var.constant(ENGINE.range(15).reshape(5, 3)));
    Path file = folder.resolve("m.safetensors");
    trained.stateDict().write(file);
    FCBlock other = block(2);
    other.loadStateDict(StateDict.read(file, ENGINE));
    assertSameBits(trained.stateDict(), other.stateDict());
    assertEquals(1, other.namedCounters().get("batchnorm1.num_batches_tracked").value());
  }

  @Test
  void countersAreI64WithoutAxes() {
    Path file = folder.resolve("m.safetensors");
    block(1).stateDict().write(file);
    try (SafeTensors read = SafeTensors.read(file)) {
      assertEquals(ElementType.I64, read.dtype("batchnorm1.num_batches_tracked"));
      assertEquals(Shape.SCALAR, read.shape("batchnorm1.num_batches_tracked"));
      assertEquals(ElementType.F32, read.dtype("fc1.weight"));
      assertEquals("pt", read.metadata().get("format"));
    }
  }

  @Test
  void aStateDictSharesMemoryWithItsModule() {
    FCBlock m = block(1);
    m.stateDict().tensor("fc1.bias").fillInPlace(7f);
    assertEquals(7f, m.namedParameters().get("fc1.bias").value().get(0));
  }

  @Test
  void whatDoesNotFitIsListedAndNothingIsChanged() {
    FCBlock m = block(1);
    float[] before = m.namedParameters().get("fc1.weight").value().toArray();
    StateDict wrong = new StateDict();
    StateDict full = block(2).stateDict();
    for (String name : full.names()) {
      if (name.equals("fc2.bias")) {
        continue;
      }
      if (full.isCount(name)) {
        wrong.put(name, full.count(name));
      } else if (name.equals("fc2.weight")) {
        wrong.put(name, ENGINE.zeros(Shape.of(4, 5)));
      } else {
        wrong.put(name, full.tensor(name));
      }
    }
    wrong.put("fc9.weight", ENGINE.zeros(Shape.of(1)));
    String message = assertThrows(UserError.class, () -> m.loadStateDict(wrong)).getMessage();
    assertTrue(message.contains("1 missing (fc2.bias)"), message);
    assertTrue(message.contains("1 unknown to this network (fc9.weight)"), message);
    assertTrue(message.contains("fc2.weight is (4, 5) instead of (4, 4)"), message);
    assertArrayEquals(before, m.namedParameters().get("fc1.weight").value().toArray());
  }

  @Test
  void longListsAreCut() {
    String message =
        assertThrows(UserError.class, () -> block(1).loadStateDict(new StateDict())).getMessage();
    assertTrue(message.contains("12 missing") && message.contains("and 7 more"), message);
  }

  @Test
  void leniencyLoadsWhatThereIsButNoWrongShapes() {
    FCBlock m = block(1);
    float[] untouched = m.namedParameters().get("fc1.bias").value().toArray();
    StateDict part = new StateDict();
    part.put("fc1.weight", ENGINE.full(Shape.of(4, 3), 2f));
    part.put("else", 3);
    m.loadStateDict(part, false);
    assertEquals(2f, m.namedParameters().get("fc1.weight").value().get(11));
    assertArrayEquals(untouched, m.namedParameters().get("fc1.bias").value().toArray());
    StateDict bad = new StateDict();
    bad.put("fc1.weight", ENGINE.zeros(Shape.of(3, 4)));
    assertThrows(UserError.class, () -> m.loadStateDict(bad, false));
    StateDict count = new StateDict();
    count.put("fc1.weight", 1);
    assertThrows(UserError.class, () -> m.loadStateDict(count, false));
  }

  @Test
  void countersMayBeMissingOrFloats() {
    StateDict full = block(2).stateDict();
    StateDict old = new StateDict();
    for (String name : full.names()) {
      if (!full.isCount(name)) {
        old.put(name, full.tensor(name));
      }
    }
    old.put("batchnorm2.num_batches_tracked", ENGINE.full(Shape.of(1), 5f));
    FCBlock m = block(1);
    m.forward(Var.constant(ENGINE.range(15).reshape(5, 3)));
    m.loadStateDict(old);
    assertEquals(0, m.namedCounters().get("batchnorm1.num_batches_tracked").value());
    assertEquals(5, m.namedCounters().get("batchnorm2.num_batches_tracked").value());
  }

  @Test
  void prefixes() {
    StateDict state = new StateDict();
    Tensor t = ENGINE.scalar(1);
    state.put("net.a", t);
    state.put("net.b", 2);
    assertEquals("[a, b]", state.withoutPrefix("net.").names().toString());
    assertSame(t, state.sub("net.").tensor("a"));
    state.put("c", 3);
    assertSame(state, state.withoutPrefix("net."));
    StateDict more = new StateDict();
    more.putAll("x.", state);
    assertEquals("[x.net.a, x.net.b, x.c]", more.names().toString());
  }

  @Test
  void misuseIsNamed() {
    StateDict state = new StateDict();
    state.put("a", 1);
    state.put("v", ENGINE.zeros(Shape.of(2)));
    assertThrows(IllegalArgumentException.class, () -> state.put("a", 2));
    assertThrows(IllegalArgumentException.class, () -> state.tensor("a"));
    assertThrows(IllegalArgumentException.class, () -> state.tensor("b"));
    assertThrows(IllegalArgumentException.class, () -> state.count("v"));
    assertFalse(state.contains("b"));
    assertEquals(Shape.SCALAR, state.shape("a"));
  }
}
