package dev.ornstein.tensor;

/** Threads for tests of other packages. */
public final class AllThreads {
  private AllThreads() {}

  /** All of them work from the first job on; usually, the first ones of a kind are the caller's. */
  public static Parallel of(int threads) {
    return Parallel.withoutHeadStart(threads);
  }
}
