package dev.ornstein.tensor;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The one way in which work is spread over threads. A range is cut into chunks whose borders depend
 * on the range and the grain only, never on the number of threads; threads take chunks in any
 * order. A body that writes only what belongs to its chunk therefore gives the same bits for any
 * thread count.
 */
public final class Parallel implements AutoCloseable {
  /** Work on the chunk {@code [from, to)}. */
  @FunctionalInterface
  public interface Chunk {
    /** Computes everything that belongs to indices {@code from} (inclusive) to {@code to}. */
    void run(int from, int to);
  }

  private final int threads;
  private final ExecutorService workers;

  /**
   * @param threads how many threads work at once, the caller included; at least 1
   */
  public Parallel(int threads) {
    if (threads < 1 || threads > 1024) {
      throw new UserError("threads must be 1 … 1024, got " + threads);
    }
    this.threads = threads;
    this.workers = threads == 1 ? null : workers(threads - 1);
  }

  private static ExecutorService workers(int n) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        n,
        n,
        1,
        TimeUnit.MINUTES,
        new LinkedBlockingQueue<>(),
        task -> {
          Thread t = new Worker(task, "ornstein-worker-" + number.incrementAndGet());
          t.setDaemon(true);
          return t;
        });
  }

  /** Marks the pool's own threads: work started on one of them is not split again. */
  private static final class Worker extends Thread {
    Worker(Runnable task, String name) {
      super(task, name);
    }
  }

  /** How many threads work at once, the caller included. */
  public int threads() {
    return threads;
  }

  /**
   * Runs {@code body} over {@code [0, n)} in chunks of {@code grain} indices (the last one may be
   * shorter) and returns when all are done. What the chunks wrote is visible to the caller.
   *
   * @param n number of indices; nothing happens for 0
   * @param grain indices per chunk, at least 1; choose it so that a chunk is worth a hand-over
   *     (tens of microseconds)
   * @throws RuntimeException the first failure of a chunk, after all threads have stopped
   */
  public void forChunks(int n, int grain, Chunk body) {
    if (n <= 0) {
      return;
    }
    int g = Math.max(1, grain);
    int chunks = (n - 1) / g + 1;
    int helpers = Thread.currentThread() instanceof Worker ? 0 : Math.min(threads, chunks) - 1;
    if (helpers <= 0) {
      for (int c = 0; c < chunks; c++) {
        body.run(c * g, end(c, g, n));
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(helpers);
    Runnable drain =
        () -> {
          int c;
          while (failure.get() == null && (c = next.getAndIncrement()) < chunks) {
            try {
              body.run(c * g, end(c, g, n));
            } catch (Throwable t) {
              failure.compareAndSet(null, t);
            }
          }
        };
    for (int i = 0; i < helpers; i++) {
      workers.execute(
          () -> {
            try {
              drain.run();
            } finally {
              done.countDown();
            }
          });
    }
    drain.run();
    await(done);
    rethrow(failure.get());
  }

  /** End of chunk {@code c}, safe against overflow near 2³¹. */
  private static int end(int c, int grain, int n) {
    return (int) Math.min(n, (long) (c + 1) * grain);
  }

  private static void await(CountDownLatch done) {
    // The others finish within a chunk of us: spin a little before paying for a sleep.
    for (int i = 0; i < 20_000 && done.getCount() > 0; i++) {
      Thread.onSpinWait();
    }
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // finish first: others still write into our arrays
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void rethrow(Throwable t) {
    if (t instanceof RuntimeException) {
      throw (RuntimeException) t;
    }
    if (t instanceof Error) {
      throw (Error) t;
    }
    if (t != null) {
      throw new IllegalStateException(t);
    }
  }

  /** Ends the worker threads. */
  @Override
  public void close() {
    if (workers != null) {
      workers.shutdown();
    }
  }
}
