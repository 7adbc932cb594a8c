package dev.ornstein.tensor.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Engines;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tensors that host and device write in turn; every number is exact in floats. */
@Tag("opencl")
class DeviceTensorsTest {
  private static Engine engine;

  @BeforeAll
  static void open() {
    engine = Engines.openCl();
  }

  @AfterAll
  static void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private static float[] all(int n, float value) {
    float[] out = new float[n];
    Arrays.fill(out, value);
    return out;
  }

  @Test
  void theHostWritesAfterTheDeviceAndTheDeviceAfterTheHost() {
    Tensor t = engine.full(Shape.of(1000), 2f).plus(1f);
    t.array()[t.offset() + 500] = 10;
    Tensor twice = t.times(2f);
    assertEquals(20, twice.get(500));
    assertEquals(6, twice.get(499));
    t.fillInPlace(4f);
    assertArrayEquals(all(1000, 4f), t.toArray());
  }

  @Test
  void whetherAllIsFiniteIsFoundOnTheDevice() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      Tensor host = engine.full(Shape.of(1000), Float.MAX_VALUE);
      host.array()[host.offset() + 777] = bad;
      Tensor t = host.times(1f);
      assertFalse(t.isFinite(), "with " + bad);
      assertTrue(t.window(0, Shape.of(777)).isFinite(), "before " + bad);
      assertFalse(t.window(777, Shape.of(1)).isFinite(), "of " + bad);
    }
    assertTrue(engine.full(Shape.of(1000), Float.MAX_VALUE).isFinite());
  }

  /** The queue reads what is uploaded later than the host writes the array again. */
  @Test
  void whatTheHostWritesNextDoesNotReachKernelsThatAreQueued() {
    Tensor t = engine.empty(Shape.of(100_000));
    Tensor sum = engine.zeros(t.shape());
    for (int i = 1; i <= 50; i++) {
      Arrays.fill(t.array(), i);
      sum.addInPlace(1f, t);
    }
    assertArrayEquals(all(t.size(), 50 * 51 / 2), sum.toArray());
  }

  @Test
  void windowsOfAnArenaAreWrittenOnEitherSide() {
    Tensor arena = engine.zeros(Shape.of(300));
    Tensor a = arena.window(0, Shape.of(100));
    Tensor b = arena.window(100, Shape.of(10, 10));
    Tensor c = arena.window(200, Shape.of(100));
    b.fillInPlace(1f);
    c.array()[c.offset() + 99] = 5;
    a.set(b.reshape(100));
    b.addInPlace(2f, c.reshape(10, 10));
    float[] values = arena.toArray();
    assertArrayEquals(all(100, 1f), Arrays.copyOfRange(values, 0, 100));
    assertArrayEquals(all(99, 1f), Arrays.copyOfRange(values, 100, 199));
    assertEquals(11, values[199]);
    assertEquals(5, values[299]);
    assertEquals(11, b.get(99));
  }

  @Test
  void copiesAreIndependent() {
    Tensor t = engine.full(Shape.of(7), 1f);
    Tensor copy = t.copy();
    t.fillInPlace(2f);
    assertArrayEquals(all(7, 1f), copy.toArray());
    assertArrayEquals(all(7, 2f), copy.set(t).toArray());
    assertArrayEquals(all(7, 2f), t.set(t).toArray(), "set to itself");
  }

  @Test
  void recycledMemoryHasNothingOfBefore() {
    try (Scope step = engine.scope()) {
      engine.full(Shape.of(500), 3f).plus(1f).toArray();
    }
    try (Scope step = engine.scope()) {
      assertArrayEquals(new float[500], engine.zeros(Shape.of(500)).toArray());
      Tensor t = engine.of(all(500, 6f), 500);
      assertArrayEquals(all(500, 7f), t.plus(1f).toArray());
    }
  }

  @Test
  void keptTensorsSurviveAndReleasedOnesAreUsedAgain() {
    Tensor kept;
    try (Scope outer = engine.scope()) {
      try (Scope step = engine.scope()) {
        Tensor x = engine.full(Shape.of(500), 1f);
        kept = step.keep(x.plus(1f));
        step.release(x);
        assertSame(x.memory(), engine.full(Shape.of(500), 9f).memory());
      }
      engine.full(Shape.of(500), 8f);
      engine.full(Shape.of(500), 7f);
      assertArrayEquals(all(500, 2f), kept.toArray());
    }
  }

  @Test
  void stepsAllocateNothingOnceTheyAreSteady() {
    long[] allocated = new long[6];
    for (int step = 0; step < allocated.length; step++) {
      try (Scope scope = engine.scope()) {
        Tensor x = engine.full(Shape.of(333), step);
        for (int i = 0; i < 10; i++) {
          x = x.plus(1f).times(0.5f);
        }
        x.get(0);
      }
      allocated[step] = engine.allocatedBytes();
    }
    assertEquals(allocated[1], allocated[allocated.length - 1]);
  }

  /** Workers of an operation on the host each fetch what they need, the same tensors or others. */
  @Test
  void workersFetchAtTheSameTime() {
    int tensors = 16;
    try (Parallel workers = new Parallel(4)) {
      for (int round = 0; round < 20; round++) {
        Tensor[] t = new Tensor[tensors];
        for (int i = 0; i < tensors; i++) {
          t[i] = engine.full(Shape.of(2000), i).plus(round);
        }
        AtomicInteger wrong = new AtomicInteger();
        int now = round;
        workers.forChunks(
            8 * tensors,
            1,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                Tensor mine = t[i % tensors];
                int at = mine.offset() + 1999;
                float last = i % 3 == 0 ? mine.array()[at] : mine.toArray()[1999];
                if (last != i % tensors + now) {
                  wrong.incrementAndGet();
                }
              }
            });
        assertEquals(0, wrong.get());
        assertEquals(now + 1, t[1].plus(0f).get(0), "and the device gets it back");
      }
    }
  }
}
