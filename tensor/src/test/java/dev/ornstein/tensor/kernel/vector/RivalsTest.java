package dev.ornstein.tensor.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which way is chosen, by a clock of the test's own. */
class RivalsTest {
  private static final long MS = 1_000_000;

  private final Rivals rivals = new Rivals(2);
  private final int[] calls = new int[2];
  private long now = -5;

  /** A call, which takes as long as the way whose turn it is, and then a pause. */
  private void call(long zero, long one, long pause) {
    int way = rivals.next();
    long start = now;
    now += way == 0 ? zero : one;
    rivals.took(way, start, now);
    now += pause;
    calls[way]++;
  }

  @ParameterizedTest
  @CsvSource({"10, 11, 0", "11, 10, 1", "10, 10, 0"})
  void theFasterOneAfterSomeSeconds(long zero, long one, int expected) {
    int turns = 0;
    while (now < Rivals.TIME) {
      call(zero * MS, one * MS, 0);
      turns++;
    }
    assertTrue(turns > 200, "calls until then: " + turns);
    assertEquals(calls[0], calls[1], 1, "calls of either");
    assertEquals(expected, rivals.next());
    for (int i = 0; i < 10; i++) {
      assertEquals(expected, rivals.next(), "it stays");
    }
  }

  @Test
  void slowCallsAtTheBeginningAndInterruptedOnesDoNotCount() {
    for (int i = 0; i < 20; i++) {
      call(900 * MS, 20 * MS, 0);
      call(10 * MS, 20 * MS, 0);
      call(10 * MS, 20 * MS, 50 * MS);
    }
    assertEquals(0, rivals.next());
  }

  @Test
  void rareCallsAreEnoughToChooseOnlyAfterSomeOfEach() {
    for (int i = 0; i < 2 * Rivals.CALLS - 1; i++) {
      assertEquals(i % 2, rivals.next(), "turn " + i);
      call(20 * MS, 10 * MS, Rivals.TIME);
    }
    call(20 * MS, 10 * MS, 0);
    assertEquals(1, rivals.next());
  }

  @ParameterizedTest
  @CsvSource({"10, 11, 12, 0", "12, 10, 11, 1", "11, 12, 10, 2", "11, 10, 10, 1"})
  void theFastestOneOfThree(long zero, long one, long two, int expected) {
    Rivals three = new Rivals(3);
    long[] each = {zero, one, two};
    for (int i = 0; i < 3 * Rivals.CALLS; i++) {
      assertEquals(i % 3, three.next(), "turn " + i);
      three.took(i % 3, i * Rivals.TIME, i * Rivals.TIME + each[i % 3]);
    }
    assertEquals(expected, three.next());
  }
}
