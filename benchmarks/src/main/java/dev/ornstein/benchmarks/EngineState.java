package dev.ornstein.benchmarks;

import dev.ornstein.benchmarks.work.Numbers;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The rung of the ladder and the threads. Every benchmark of kernels and steps climbs the same
 * ladder: a new rung is one more name of {@link #kernels}, which {@link Engine#create} knows.
 */
@State(Scope.Benchmark)
public class EngineState {
  /**
   * Which kernels. Where there is no OpenCL device, its rung fails with the reason and the others
   * are measured all the same.
   */
  @Param({"scalar", "vector-direct", "vector", "opencl:0"})
  public String kernels;

  /** How many threads. */
  @Param("2")
  public int threads;

  /** What the benchmark computes with. */
  public Engine engine;

  /** Where its operands come from. */
  public Numbers numbers;

  /** Makes the engine. */
  @Setup(Level.Trial)
  public void open() {
    engine = Engine.create(kernels, threads, System.err::println);
    numbers = new Numbers(engine);
  }

  /**
   * The first element of a result, when all that was queued is done. From a device it comes alone:
   * what is measured is not the transfer of the result.
   */
  public float first(Tensor result) {
    Tensor element = engine.empty(Shape.of(1));
    engine.backend().copy(element, result.window(0, element.shape()));
    return element.get(0);
  }

  /** Ends the threads. */
  @TearDown(Level.Trial)
  public void close() {
    engine.close();
  }
}
