package dev.ornstein.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The one way in which work is spread over threads. A range is cut into chunks whose borders depend
 * on the range and the grain only, never on the number of threads; threads take chunks in any
 * order. A body that writes only what belongs to its chunk therefore gives the same bits for any
 * thread count. One whose indices do not depend on each other at all may be cut as is best for the
 * threads ({@link #forRounds}).
 *
 * <p>A training step hands over work some hundred times, often for less than a millisecond. So
 * workers look out for the next job for a while before they sleep, and the caller waits only for
 * those that have begun: one that wakes too late finds the job closed.
 *
 * <p>Code that has hardly run is not compiled yet. Threads that interpret it take the compilers'
 * processors and get nowhere, so the first jobs of a kind are left to the caller and to workers for
 * whom there are processors enough; the others join jobs that last a quarter of a second.
 */
public final class Parallel implements AutoCloseable {
  /** Work on the chunk {@code [from, to)}. */
  @FunctionalInterface
  public interface Chunk {
    /** Computes everything that belongs to indices {@code from} (inclusive) to {@code to}. */
    void run(int from, int to);
  }

  /**
   * Turns of looking out before a thread sleeps: some 200 to 500 microseconds, more than lies
   * between two jobs of a training step. To wake a thread takes 50 to 200 on virtual machines.
   */
  private static final int SPINS = 20_000;

  /** Likewise, where there are more threads than processors: others need them. */
  private static final int CROWDED = 500;

  /** How many jobs with a body of the same class are taken to run code that is being compiled. */
  private static final int COLD_JOBS = 8;

  /** How long some workers stay out of such a job, in nanoseconds. */
  private static final long HEAD_START = 250_000_000;

  /** Processors left to the compilers meanwhile: there are two of them on small machines. */
  private static final int COMPILERS = 2;

  /** The number of jobs begun with a body of a class, up to {@link #COLD_JOBS}. */
  private static final ClassValue<AtomicInteger> JOBS =
      new ClassValue<>() {
        @Override
        protected AtomicInteger computeValue(Class<?> body) {
          return new AtomicInteger();
        }
      };

  /** Places for kinds of jobs that are compiled; a power of two. */
  private static final int WARM_KINDS = 256;

  private final int threads;
  private final int spins;

  /** {@link #COLD_JOBS}, or none. */
  private final int coldJobs;

  /** Classes of bodies that were found warm; {@link #JOBS} looks in more places, which are cold. */
  private final Class<?>[] warm = new Class<?>[WARM_KINDS];

  private final List<Worker> workers = new ArrayList<>();
  private volatile Job current = Job.NONE;
  private volatile boolean closed;

  /**
   * @param threads how many threads work at once, the caller included; at least 1
   */
  public Parallel(int threads) {
    this(threads, COLD_JOBS);
  }

  /**
   * Without a head start for the caller: tests have few jobs of a kind, and all threads at them.
   */
  static Parallel withoutHeadStart(int threads) {
    return new Parallel(threads, 0);
  }

  private Parallel(int threads, int coldJobs) {
    if (threads < 1 || threads > 1024) {
      throw new UserError("threads must be 1 … 1024, got " + threads);
    }
    this.threads = threads;
    this.coldJobs = coldJobs;
    int processors = Runtime.getRuntime().availableProcessors();
    this.spins = threads <= processors ? SPINS : CROWDED;
    for (int i = 1; i < threads; i++) {
      Worker worker = new Worker("ornstein-worker-" + i, i >= processors - COMPILERS);
      workers.add(worker);
      worker.start();
    }
  }

  /** One of the pool's own threads: work started on it is not split again. */
  private final class Worker extends Thread {
    private final boolean givesWay;
    private volatile boolean asleep;

    /**
     * @param givesWay whether compilers need its processor
     */
    Worker(String name, boolean givesWay) {
      super(name);
      this.givesWay = givesWay;
      setDaemon(true);
    }

    @Override
    public void run() {
      Job last = Job.NONE;
      while (true) {
        Job job = next(last);
        if (job == null) {
          return;
        }
        if (givesWay && job.cold) {
          giveWay(job);
        }
        job.help();
        last = job;
      }
    }

    /** The job after {@code last}; null when the pool is closed. */
    private Job next(Job last) {
      for (int i = 0; ; i++) {
        Job job = current;
        if (job != last) {
          return job;
        }
        if (closed) {
          return null;
        }
        if (i < spins) {
          Thread.onSpinWait();
          continue;
        }
        asleep = true;
        if (current == last && !closed) { // else it came between, and nobody will wake us
          LockSupport.park(this);
        }
        asleep = false;
        Thread.interrupted(); // nobody's business here; a set flag would keep us from sleeping
      }
    }

    /** Sleeps through the head start of a job, or until another takes its place. */
    private void giveWay(Job job) {
      long end = System.nanoTime() + HEAD_START;
      asleep = true;
      long left = HEAD_START;
      while (left > 0 && current == job && !closed) {
        LockSupport.parkNanos(this, left);
        Thread.interrupted(); // as above
        left = end - System.nanoTime();
      }
      asleep = false;
    }

    void wake() {
      if (asleep) {
        LockSupport.unpark(this);
      }
    }
  }

  /**
   * A range in chunks.
   *
   * @param n indices
   * @param whole chunks of {@code grain} indices, after which chunks of {@code part} follow
   */
  private record Cut(int n, int grain, int whole, int part) {
    int chunks() {
      int left = n - whole * grain;
      return whole + (left <= 0 ? 0 : (left - 1) / part + 1);
    }

    /** Runs chunk c; safe against overflow near 2³¹. */
    void run(int c, Chunk body) {
      long first = c < whole ? (long) c * grain : (long) whole * grain + (c - whole) * (long) part;
      body.run((int) first, (int) Math.min(n, first + (c < whole ? grain : part)));
    }
  }

  /** A range that threads work on together. */
  private static final class Job {
    private static final int CLOSED = Integer.MIN_VALUE;

    /** Between two jobs. */
    static final Job NONE = new Job(new Cut(0, 1, 0, 1), (from, to) -> {}, false);

    static {
      NONE.helpers.set(CLOSED);
    }

    private final Cut cut;

    /** Null at the end: a worker that sleeps remembers the job, but not its arrays. */
    private Chunk body;

    private final boolean cold;
    private final Thread caller = Thread.currentThread();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** How many workers are at it, or CLOSED. */
    private final AtomicInteger helpers = new AtomicInteger();

    private volatile boolean callerWaits;

    Job(Cut cut, Chunk body, boolean cold) {
      this.cut = cut;
      this.body = body;
      this.cold = cold;
    }

    /** Takes chunks until there are none. */
    void drain() {
      int c;
      while (failure.get() == null && (c = next.getAndIncrement()) < cut.chunks()) {
        try {
          cut.run(c, body);
        } catch (Throwable t) {
          failure.compareAndSet(null, t);
        }
      }
    }

    /** A worker's part. */
    void help() {
      int count;
      do {
        count = helpers.get();
        if (count == CLOSED) {
          return;
        }
      } while (!helpers.compareAndSet(count, count + 1));
      drain();
      if (helpers.decrementAndGet() == 0 && callerWaits) {
        LockSupport.unpark(caller);
      }
    }

    /** Returns when no worker is at it any more, and none can begin. */
    void close(int spins) {
      boolean interrupted = false;
      for (int i = 0; !helpers.compareAndSet(0, CLOSED); i++) {
        if (i < spins) {
          Thread.onSpinWait(); // the others finish within a chunk of us
          continue;
        }
        callerWaits = true;
        if (helpers.get() != 0) {
          LockSupport.park(this);
        }
        interrupted |= Thread.interrupted(); // finish first: others still write into our arrays
      }
      body = null;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
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
   *     (some microseconds)
   * @throws RuntimeException the first failure of a chunk, after all threads have stopped
   */
  public void forChunks(int n, int grain, Chunk body) {
    int g = Math.max(1, grain);
    run(new Cut(n, g, n / g, g), body);
  }

  /**
   * As {@link #forChunks}, for a body whose results do not depend on the borders of its chunks: all
   * threads get whole rounds of chunks, and then what is left in equal parts.
   *
   * @param unit the borders of those lie at multiples of it from the first one on
   */
  public void forRounds(int n, int grain, int unit, Chunk body) {
    int g = Math.max(1, grain);
    int whole = n / g / threads * threads;
    int each = (n - whole * g - 1) / threads + 1;
    run(new Cut(n, g, whole, Math.min(g, (each - 1) / unit * unit + unit)), body);
  }

  private void run(Cut cut, Chunk body) {
    int chunks = cut.chunks();
    if (chunks <= 1 || threads == 1 || Thread.currentThread() instanceof Worker) {
      for (int c = 0; c < chunks; c++) {
        cut.run(c, body);
      }
      return;
    }
    Job job = new Job(cut, body, isCold(body));
    current = job;
    for (int i = 0; i < Math.min(workers.size(), chunks - 1); i++) {
      workers.get(i).wake();
    }
    job.drain();
    job.close(spins);
    current = Job.NONE;
    rethrow(job.failure.get());
  }

  /** Counts a job with this body. */
  private boolean isCold(Chunk body) {
    Class<?> kind = body.getClass();
    int place = kind.hashCode() & WARM_KINDS - 1;
    if (warm[place] == kind) {
      return false;
    }
    AtomicInteger jobs = JOBS.get(kind);
    if (jobs.get() < coldJobs && jobs.getAndIncrement() < coldJobs) {
      return true;
    }
    warm[place] = kind;
    return false;
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
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
  }
}
