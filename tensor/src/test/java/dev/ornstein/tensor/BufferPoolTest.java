package dev.ornstein.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  @Test
  void bucketsAreExactLengths() {
    BufferPool pool = new BufferPool(null, 1 << 20);
    Memory a = pool.take(1000);
    Memory b = pool.take(1000);
    assertNotSame(a, b);
    pool.give(a);
    pool.give(b);
    assertEquals(8000, pool.idleBytes());
    assertEquals(999, pool.take(999).length());
    assertSame(b, pool.take(1000), "the last one given is the warmest in the caches");
    assertSame(a, pool.take(1000));
    assertEquals(0, pool.idleBytes());
    assertEquals(4 * 2999, pool.missedBytes());
  }

  @Test
  void shortArraysAreLeftToTheCollector() {
    BufferPool pool = new BufferPool(null, 1 << 20);
    Memory a = pool.take(BufferPool.SMALLEST - 1);
    pool.give(a);
    assertEquals(0, pool.idleBytes());
    assertNotSame(a, pool.take(BufferPool.SMALLEST - 1));
    assertEquals(0, pool.take(0).length());
  }

  @Test
  void whatLiesIdleIsGivenUpWhenItIsCleared() {
    BufferPool pool = new BufferPool(null, 1 << 20);
    Memory a = pool.take(1000);
    pool.give(a);
    pool.clear();
    assertEquals(0, pool.idleBytes());
    assertNotSame(a, pool.take(1000));
  }

  @Test
  void whatLiesIdleMakesRoomWhereThereIsNoneLeft() {
    BufferPool[] pool = new BufferPool[1];
    IntFunction<Memory> room = // for 2000 numbers, those that lie idle included
        length -> {
          if (pool[0].idleBytes() + 4L * length > 8000) {
            throw new OutOfMemoryError("no room for " + length);
          }
          return Memory.of(length, null);
        };
    pool[0] = new BufferPool(room, 1, 1 << 20);
    pool[0].give(pool[0].take(1500));
    assertEquals(1200, pool[0].take(1200).length());
    assertEquals(0, pool[0].idleBytes());
    assertThrows(OutOfMemoryError.class, () -> pool[0].take(2001));
  }

  @Test
  void noMoreLiesIdleThanTheLimit() {
    BufferPool pool = new BufferPool(null, 10_000);
    pool.give(Memory.of(1500, null));
    assertEquals(6000, pool.idleBytes());
    pool.give(Memory.of(1200, null));
    assertEquals(4800, pool.idleBytes(), "lengths of the past make way for those in use");
    pool.give(Memory.of(1300, null));
    assertEquals(10_000, pool.idleBytes());
    pool.give(Memory.of(3000, null));
    assertEquals(0, pool.idleBytes(), "larger than the limit");
  }
}
