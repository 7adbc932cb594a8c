package dev.ornstein.benchmarks;

import dev.ornstein.benchmarks.work.FmaLoop;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * What the machine could do: multiply–adds on registers, without a memory access. The share of peak
 * of a kernel is its {@code gflop} by the one here at as many threads, in the same run.
 */
@State(Scope.Benchmark)
public class PeakBenchmark extends KernelBenchmark {
  /** Not final, so that the compiler knows neither. */
  private float a = 0.5f;

  private float b = 0.25f;

  /** On one core. */
  @Benchmark
  @Threads(1)
  public float oneThread(Arithmetic work) {
    return run(work);
  }

  /** On two. */
  @Benchmark
  @Threads(2)
  public float twoThreads(Arithmetic work) {
    return run(work);
  }

  private float run(Arithmetic work) {
    work.gflop += FmaLoop.gflop();
    return FmaLoop.run(a, b);
  }
}
