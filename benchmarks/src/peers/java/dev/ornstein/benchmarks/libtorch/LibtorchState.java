package dev.ornstein.benchmarks.libtorch;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** libtorch and its threads. */
@State(Scope.Benchmark)
public class LibtorchState {
  /** How many threads. */
  @Param("2")
  public int threads;

  /** What the benchmark computes with. */
  Libtorch torch;

  /** Loads the library. */
  @Setup(Level.Trial)
  public void open() {
    torch = new Libtorch(threads);
  }

  /** Frees all operands. */
  @TearDown(Level.Trial)
  public void close() {
    torch.close();
  }
}
