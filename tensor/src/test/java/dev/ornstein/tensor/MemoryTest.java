package dev.ornstein.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the elements are, what is copied between host and device, and when. */
class MemoryTest {
  private final HostDevice device = new HostDevice();
  private final Engine engine = device.engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private void assertCopies(int uploads, int downloads, String when) {
    assertEquals(uploads, device.uploads, "uploads " + when);
    assertEquals(downloads, device.downloads, "downloads " + when);
  }

  @Test
  void whatIsUsedOnOneSideIsNeverCopied() {
    Tensor onHost = engine.of(new float[] {1, 2}, 2);
    assertEquals(2, onHost.get(1));
    assertEquals(0, device.allocations);
    Tensor onDevice = engine.empty(Shape.of(2));
    HostDevice.fill(onDevice, 3);
    HostDevice.fill(onDevice, 4);
    assertArrayEquals(new float[] {4, 4}, HostDevice.values(onDevice));
    assertCopies(0, 0, "of what stays where it is");
  }

  @Test
  void eachSideIsBroughtUpToDateOnce() {
    Tensor t = engine.of(new float[] {1, 2}, 2);
    assertArrayEquals(new float[] {1, 2}, HostDevice.values(t));
    assertArrayEquals(new float[] {1, 2}, HostDevice.values(t));
    assertEquals(1, t.get(0));
    assertCopies(1, 0, "of what was written on the host and read on both sides");
    HostDevice.fill(t, 5);
    assertEquals(5, t.get(0));
    assertArrayEquals(new float[] {5, 5}, t.toArray());
    assertArrayEquals(new float[] {5, 5}, HostDevice.values(t));
    assertCopies(1, 1, "after a kernel has written");
  }

  @Test
  void theHostWritesAfterTheDevice() {
    Tensor t = engine.empty(Shape.of(2));
    HostDevice.fill(t, 1);
    t.array()[1] = 7;
    assertArrayEquals(new float[] {1, 7}, HostDevice.values(t));
    assertArrayEquals(new float[] {1, 7}, t.toArray());
    assertCopies(1, 1, "once in either direction");
  }

  /** Whoever has the array may have written to it. */
  @Test
  void anArrayThatWasHandedOutMakesTheBufferOutdated() {
    Tensor t = engine.of(new float[] {1, 2}, 2);
    HostDevice.values(t);
    t.array();
    HostDevice.values(t);
    assertCopies(2, 0, "after array()");
    t.get(0);
    t.toArray();
    t.isFinite();
    HostDevice.values(t);
    assertCopies(2, 0, "after reading only");
  }

  @Test
  void aKernelThatWritesAWindowKeepsTheRest() {
    Tensor arena = engine.of(new float[] {1, 2, 3, 4}, 4);
    Tensor window = arena.window(1, Shape.of(2));
    HostDevice.fill(window, 9);
    assertArrayEquals(new float[] {1, 9, 9, 4}, arena.toArray());
    assertArrayEquals(new float[] {9, 9}, window.toArray());
    window.array()[window.offset()] = 8;
    assertArrayEquals(new float[] {1, 8, 9, 4}, HostDevice.values(arena));
  }

  @Test
  void aKernelThatWritesAllNeedsNothingOfBefore() {
    Tensor t = engine.of(new float[] {1, 2}, 2);
    HostDevice.fill(t, 3);
    assertArrayEquals(new float[] {3, 3}, t.toArray());
    assertCopies(0, 1, "of a tensor that is overwritten");
  }

  @Test
  void recycledMemoryForgetsBothSides() {
    Memory first;
    try (Scope step = engine.scope()) {
      Tensor t = engine.of(new float[] {1, 2}, 2);
      HostDevice.values(t);
      first = t.memory();
    }
    try (Scope step = engine.scope()) {
      Tensor t = engine.empty(Shape.of(2));
      assertSame(first, t.memory());
      HostDevice.fill(t.window(0, Shape.of(1)), 5);
      assertEquals(5, t.get(0));
    }
    assertEquals(1, device.allocations, "the buffer is used again");
    assertCopies(1, 1, "of content that belonged to another tensor");
  }

  @Test
  void keptTensorsKeepTheirBuffer() {
    Tensor kept;
    Tensor released;
    try (Scope step = engine.scope()) {
      kept = step.keep(engine.empty(Shape.of(2)));
      HostDevice.fill(kept, 1);
      released = engine.empty(Shape.of(2));
      step.release(released);
      assertSame(released.memory(), engine.empty(Shape.of(2)).memory());
    }
    try (Scope step = engine.scope()) {
      Tensor other = engine.empty(Shape.of(2));
      assertNotSame(kept.memory(), other.memory());
      HostDevice.fill(other, 2);
    }
    assertArrayEquals(new float[] {1, 1}, kept.toArray());
  }

  @Test
  void wrappedArraysAreReadFromAndWrittenBack() {
    float[] values = {1, 2};
    Tensor t = engine.wrap(values, Shape.of(2));
    assertArrayEquals(new float[] {1, 2}, HostDevice.values(t));
    HostDevice.fill(t, 3);
    assertSame(values, t.array());
    assertArrayEquals(new float[] {3, 3}, values);
  }

  /** Buffers that lie idle belong to the pool: the driver cannot free them without it. */
  @Test
  void aFullDeviceGetsBackWhatLiesIdle() {
    try (Scope step = engine.scope()) {
      HostDevice.fill(engine.empty(Shape.of(100)), 1);
    }
    assertEquals(400, engine.idleBytes());
    device.giveBack.run();
    assertEquals(0, engine.idleBytes());
  }
}
