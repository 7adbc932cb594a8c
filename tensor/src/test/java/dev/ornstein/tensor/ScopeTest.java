package dev.ornstein.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.kernel.Engines;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private static final Shape BIG = Shape.of(1000);

  private final Engine engine = Engines.scalar(1);

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void arraysAreUsedAgainByTheNextScope() {
    float[] first;
    try (Scope step = engine.scope()) {
      first = engine.empty(BIG).array();
    }
    assertEquals(4000, engine.idleBytes());
    try (Scope step = engine.scope()) {
      assertSame(first, engine.empty(BIG).array());
      assertEquals(0, engine.idleBytes());
      assertNotSame(first, engine.empty(BIG).array());
      assertNotSame(first, engine.empty(Shape.of(1001)).array());
    }
  }

  @Test
  void zerosAreZeroInUsedMemory() {
    try (Scope step = engine.scope()) {
      engine.full(BIG, 7f);
    }
    try (Scope step = engine.scope()) {
      assertArrayEquals(new float[1000], engine.zeros(BIG).toArray());
    }
  }

  @Test
  void releasedMemoryIsUsedAgainWithinTheScope() {
    try (Scope outer = engine.scope()) {
      Tensor kept = engine.empty(BIG);
      try (Scope step = engine.scope()) {
        Tensor x = engine.empty(BIG);
        step.release(kept); // of another scope: nothing happens
        step.release(x.reshape(10, 100)); // by a view
        assertSame(x.array(), engine.empty(BIG).array());
      }
      assertEquals(4000, engine.idleBytes(), "what was released is not given back twice");
      assertNotSame(kept.array(), engine.empty(BIG).array());
    }
    assertEquals(8000, engine.idleBytes());
  }

  @Test
  void aStepInSteadyStateAllocatesNothing() {
    long allocated = 0;
    for (int step = 0; step < 5; step++) {
      try (Scope scope = engine.scope()) {
        Tensor x = engine.full(BIG, step);
        for (int i = 0; i < 10; i++) {
          x = x.plus(1f).times(x);
        }
      }
      if (step == 0) {
        allocated = engine.allocatedBytes();
        assertEquals(21 * 4000, allocated);
      }
    }
    assertEquals(allocated, engine.allocatedBytes());
  }

  @Test
  void nothingIsReusedWhileAlive() {
    Set<float[]> alive = Collections.newSetFromMap(new IdentityHashMap<>());
    try (Scope outer = engine.scope()) {
      for (int i = 0; i < 4; i++) {
        assertTrue(alive.add(engine.empty(BIG).array()));
        try (Scope inner = engine.scope()) {
          assertTrue(!alive.contains(engine.empty(BIG).array()));
          assertTrue(alive.add(inner.keep(engine.empty(BIG)).array()));
        }
      }
    }
  }

  @Test
  void keptTensorsSurviveWithTheirContent() {
    Tensor kept;
    try (Scope step = engine.scope()) {
      kept = step.keep(engine.full(BIG, 3f)).reshape(10, 100);
      engine.full(BIG, 4f);
    }
    assertEquals(4000, engine.idleBytes(), "the other one came back");
    try (Scope step = engine.scope()) {
      engine.full(BIG, 5f);
      engine.full(BIG, 6f);
    }
    assertEquals(3f, kept.get(0));
    assertEquals(3f, kept.get(999));
  }

  @Test
  void memoryThatWasKeptAndReleasedIsNobodys() {
    try (Scope step = engine.scope()) {
      step.release(step.keep(engine.full(BIG, 3f)));
      engine.full(BIG, 4f); // in the same memory
    }
    assertEquals(4000, engine.idleBytes());
  }

  @Test
  void keepingAViewKeepsItsMemory() {
    Tensor view;
    try (Scope step = engine.scope()) {
      view = step.keep(engine.full(BIG, 3f).window(500, Shape.of(2, 100)));
    }
    assertEquals(0, engine.idleBytes());
    assertEquals(3f, view.get(7));
  }

  @Test
  void whatAnInnerScopeKeepsBelongsToTheOuterOne() {
    float[] array;
    try (Scope outer = engine.scope()) {
      Tensor kept;
      try (Scope inner = engine.scope()) {
        kept = inner.keep(engine.full(BIG, 2f));
        array = kept.array();
      }
      assertEquals(0, engine.idleBytes());
      assertEquals(2f, kept.get(0));
    }
    assertEquals(4000, engine.idleBytes());
    try (Scope step = engine.scope()) {
      assertSame(array, engine.empty(BIG).array());
    }
  }

  @Test
  void keepingSomethingFromElsewhereChangesNothing() {
    Tensor before = engine.full(BIG, 1f);
    try (Scope outer = engine.scope()) {
      Tensor mine = engine.full(BIG, 2f);
      try (Scope inner = engine.scope()) {
        inner.keep(mine);
        inner.keep(before);
        inner.keep(engine.wrap(new float[1000], BIG));
      }
    }
    assertEquals(4000, engine.idleBytes(), "only the outer scope's own");
    assertEquals(1f, before.get(0));
  }

  @Test
  void wrappedArraysNeverEnterThePool() {
    float[] mine = new float[1000];
    try (Scope step = engine.scope()) {
      engine.wrap(mine, BIG);
    }
    assertEquals(0, engine.idleBytes());
  }

  @Test
  void outsideAnyScopeThePoolIsNotTouched() {
    try (Scope step = engine.scope()) {
      engine.empty(BIG);
    }
    engine.empty(BIG);
    assertEquals(4000, engine.idleBytes());
  }

  @Test
  void closingOutOfOrderIsRefusedAndDoesNoHarm() {
    Scope outer = engine.scope();
    Tensor x = engine.full(BIG, 1f);
    Scope inner = engine.scope();
    assertThrows(IllegalStateException.class, outer::close);
    assertEquals(0, engine.idleBytes());
    assertEquals(1f, x.get(0));
    inner.close();
    outer.close();
    assertEquals(4000, engine.idleBytes());
    engine.empty(BIG);
    assertEquals(4000, engine.idleBytes(), "no scope is left open");
  }

  @Test
  void closingTwiceIsHarmless() {
    Scope outer = engine.scope();
    Scope inner = engine.scope();
    engine.empty(BIG);
    inner.close();
    inner.close();
    assertEquals(4000, engine.idleBytes());
    outer.close();
  }

  @Test
  void aFailureInsideStillReturnsTheMemory() {
    assertThrows(
        ShapeException.class,
        () -> {
          try (Scope step = engine.scope()) {
            engine.full(BIG, 1f).plus(engine.zeros(Shape.of(3)));
          }
        });
    assertEquals(4000, engine.idleBytes());
  }
}
