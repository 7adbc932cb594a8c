package dev.ornstein.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How kernels are measured: calls per second, beside them what that means in arithmetic. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class KernelBenchmark extends Measured {
  /**
   * Work done in 10⁹ floating-point operations: as a rate, GFLOP/s. A multiply–add counts as two,
   * and a kernel that needs fewer (Winograd) is credited with those of the direct way.
   */
  @AuxCounters
  @State(Scope.Thread)
  public static class Arithmetic {
    /** See the class. */
    public double gflop;
  }

  /** Memory moved in 10⁹ bytes, each array read or written once: as a rate, GB/s. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Traffic {
    /** See the class. */
    public double gbyte;
  }
}
