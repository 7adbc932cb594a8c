package dev.ornstein.benchmarks;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The rung of the ladder and the threads. */
@State(Scope.Benchmark)
public class EngineState {
  /** Which kernels. */
  @Param({"scalar", "vector"})
  public String kernels;

  /** How many threads. */
  @Param("2")
  public int threads;

  /** What the benchmark computes with. */
  public Engine engine;

  private Rng rng;

  /** Makes the engine. */
  @Setup(Level.Trial)
  public void open() {
    engine = Engine.create(kernels, threads, System.err::println);
    rng = Rng.of(1);
  }

  /** Standard normal numbers. */
  public Tensor normal(int... dims) {
    Tensor t = engine.empty(Shape.of(dims));
    rng.normal(t);
    return t;
  }

  /** Ends the threads. */
  @TearDown(Level.Trial)
  public void close() {
    engine.close();
  }
}
