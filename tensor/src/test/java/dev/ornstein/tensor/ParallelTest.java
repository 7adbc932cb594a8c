package dev.ornstein.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// Tests run in threads of their own: work that hangs would not heed an interrupt.
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class ParallelTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyIndexIsDoneOnce(int threads) {
    try (Parallel parallel = new Parallel(threads)) {
      for (int n : new int[] {1, 2, 7, 100, 1001}) {
        for (int grain : new int[] {1, 3, 100, 5000}) {
          AtomicIntegerArray done = new AtomicIntegerArray(n);
          parallel.forChunks(
              n,
              grain,
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  done.incrementAndGet(i);
                }
              });
          for (int i = 0; i < n; i++) {
            assertEquals(1, done.get(i), "index " + i + " of " + n + ", grain " + grain);
          }
        }
      }
    }
  }

  private static List<String> borders(int threads, int n, int grain) {
    List<String> chunks = Collections.synchronizedList(new ArrayList<>());
    try (Parallel parallel = new Parallel(threads)) {
      parallel.forChunks(n, grain, (from, to) -> chunks.add(from + "–" + to));
    }
    Collections.sort(chunks);
    return chunks;
  }

  @Test
  void bordersDependOnRangeAndGrainOnly() {
    assertEquals(List.of("0–4", "4–8", "8–10"), borders(1, 10, 4));
    for (int n : new int[] {1, 10, 999}) {
      for (int grain : new int[] {1, 4, 10, 1000}) {
        List<String> alone = borders(1, n, grain);
        assertEquals(alone, borders(2, n, grain));
        assertEquals(alone, borders(5, n, grain));
      }
    }
  }

  @Test
  void roundsAreWholeAndTheRestIsShared() {
    assertEquals(List.of("0–8", "8–16", "16–18", "18–20"), rounds(2, 20, 8, 1));
    assertEquals(List.of("0–66", "66–132", "132–144", "144–150"), rounds(2, 150, 66, 6));
    assertEquals(List.of("0–6", "6–10"), rounds(2, 10, 66, 6));
    assertEquals(List.of("0–4", "4–8", "8–10"), rounds(1, 10, 4, 1));
    assertEquals(
        List.of("0–2", "2–4", "4–5"), rounds(3, 5, 2, 4), "a part is no longer than a grain");
    assertEquals(List.of(), rounds(3, 0, 2, 1));
    for (int n = 1; n < 80; n++) {
      for (int grain = 1; grain < 20; grain++) {
        int next = 0;
        for (String chunk : rounds(3, n, grain, 5)) {
          String[] borders = chunk.split("–");
          assertEquals(next, Integer.parseInt(borders[0]));
          next = Integer.parseInt(borders[1]);
        }
        assertEquals(n, next);
      }
    }
  }

  private static List<String> rounds(int threads, int n, int grain, int unit) {
    Set<String> chunks = ConcurrentHashMap.newKeySet();
    try (Parallel parallel = new Parallel(threads)) {
      parallel.forRounds(n, grain, unit, (from, to) -> chunks.add(from + "–" + to));
    }
    return chunks.stream()
        .sorted(Comparator.comparing(c -> Integer.parseInt(c.substring(0, c.indexOf('–')))))
        .toList();
  }

  @Test
  void bordersNearTheLargestInt() {
    int n = Integer.MAX_VALUE;
    List<String> chunks = new ArrayList<>();
    try (Parallel parallel = new Parallel(1)) {
      parallel.forChunks(n, 1 << 30, (from, to) -> chunks.add(from + "–" + to));
    }
    assertEquals(List.of("0–1073741824", "1073741824–2147483647"), chunks);
  }

  @Test
  void noWorkNoCall() {
    try (Parallel parallel = new Parallel(2)) {
      AtomicInteger calls = new AtomicInteger();
      parallel.forChunks(0, 10, (from, to) -> calls.incrementAndGet());
      parallel.forChunks(-3, 10, (from, to) -> calls.incrementAndGet());
      assertEquals(0, calls.get());
      parallel.forChunks(3, 0, (from, to) -> calls.incrementAndGet());
      assertEquals(3, calls.get(), "a grain below 1 counts as 1");
    }
  }

  /** Also the first jobs, which workers enter late, and those after them, which they do not. */
  @Test
  void threadsReallyShareTheWork() {
    try (Parallel parallel = new Parallel(3)) {
      assertEquals(3, parallel.threads());
      for (int job = 0; job < 10; job++) {
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        CountDownLatch together = new CountDownLatch(3);
        parallel.forChunks(
            3,
            1,
            (from, to) -> {
              workers.add(Thread.currentThread());
              together.countDown();
              await(together); // returns only when three threads are here at once
            });
        assertEquals(3, workers.size(), "job " + job);
        assertTrue(workers.contains(Thread.currentThread()), "the caller works too");
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS), "threads did not meet");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aFailureReachesTheCaller(int threads) {
    try (Parallel parallel = new Parallel(threads)) {
      IllegalStateException thrown = new IllegalStateException("chunk 5");
      assertSame(
          thrown,
          assertThrows(
              IllegalStateException.class,
              () ->
                  parallel.forChunks(
                      100,
                      1,
                      (from, to) -> {
                        if (from == 5) {
                          throw thrown;
                        }
                      })));
      assertThrows(
          StackOverflowError.class,
          () ->
              parallel.forChunks(
                  10,
                  1,
                  (from, to) -> {
                    throw new StackOverflowError();
                  }));
      AtomicInteger after = new AtomicInteger();
      parallel.forChunks(10, 1, (from, to) -> after.incrementAndGet());
      assertEquals(10, after.get(), "the threads work on after a failure");
    }
  }

  @Test
  void aFailureIsThrownOnlyWhenAllThreadsHaveStopped() {
    try (Parallel parallel = new Parallel(3)) {
      AtomicInteger running = new AtomicInteger();
      CountDownLatch started = new CountDownLatch(3);
      assertThrows(
          IllegalStateException.class,
          () ->
              parallel.forChunks(
                  3,
                  1,
                  (from, to) -> {
                    running.incrementAndGet();
                    started.countDown();
                    await(started);
                    if (from == 0) {
                      running.decrementAndGet();
                      throw new IllegalStateException();
                    }
                    sleep(100);
                    running.decrementAndGet();
                  }));
      assertEquals(0, running.get());
    }
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void nestedCallsFinish(int threads) {
    try (Parallel parallel = new Parallel(threads)) {
      AtomicIntegerArray done = new AtomicIntegerArray(50 * 40);
      parallel.forChunks(
          50,
          1,
          (from, to) ->
              parallel.forChunks(
                  40,
                  3,
                  (a, b) -> {
                    for (int j = a; j < b; j++) {
                      done.incrementAndGet(from * 40 + j);
                    }
                  }));
      for (int i = 0; i < done.length(); i++) {
        assertEquals(1, done.get(i));
      }
    }
  }

  @Test
  void anInterruptDoesNotStopTheWorkAndIsNotLost() {
    try (Parallel parallel = new Parallel(2)) {
      AtomicInteger done = new AtomicInteger();
      Thread.currentThread().interrupt();
      parallel.forChunks(
          20,
          1,
          (from, to) -> {
            long until = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < until) {
              Thread.onSpinWait();
            }
            done.incrementAndGet();
          });
      assertTrue(Thread.interrupted(), "the flag is set again");
      assertEquals(20, done.get());
      assertFalse(Thread.interrupted());
    }
  }

  @Test
  void whatChunksWroteIsVisible() {
    try (Parallel parallel = new Parallel(3)) {
      int[] plain = new int[10_000];
      for (int round = 1; round <= 50; round++) {
        int value = round;
        parallel.forChunks(
            plain.length,
            64,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                plain[i] = value;
              }
            });
        for (int seen : plain) {
          assertEquals(round, seen);
        }
      }
    }
  }

  @Test
  void impossibleThreadCountsAreTheUsersFault() {
    String message = assertThrows(UserError.class, () -> new Parallel(0)).getMessage();
    assertTrue(message.contains("got 0"), message);
    assertThrows(UserError.class, () -> new Parallel(1025));
  }

  @Test
  void withoutAHeadStartAllThreadsAreAtTheFirstJob() {
    try (Parallel parallel = Parallel.withoutHeadStart(4)) {
      CountDownLatch all = new CountDownLatch(4);
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      parallel.forChunks(
          4,
          1,
          (from, to) -> {
            seen.add(Thread.currentThread());
            all.countDown();
            try {
              assertTrue(all.await(20, TimeUnit.SECONDS), "the others did not come");
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      assertEquals(4, seen.size());
    }
  }

  @Test
  void aSleepingWorkerDoesNotKeepAFinishedJobsArrays() throws InterruptedException {
    try (Parallel parallel = Parallel.withoutHeadStart(3)) {
      WeakReference<float[]> array = new WeakReference<>(useAnArray(parallel));
      for (int i = 0; i < 100 && array.get() != null; i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertNull(array.get());
    }
  }

  private static float[] useAnArray(Parallel parallel) {
    float[] array = new float[1000];
    parallel.forChunks(
        3,
        1,
        (from, to) -> {
          array[from] = 1;
          LockSupport.parkNanos(from == 0 ? 50_000_000 : 1_000); // others go to sleep meanwhile
        });
    return array;
  }
}
