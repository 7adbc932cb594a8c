package dev.ornstein.benchmarks;

import dev.ornstein.benchmarks.work.Network;
import dev.ornstein.benchmarks.work.SamplingStep;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Whole sampling steps: one evaluation of the network and the DDIM update. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class SamplingStepBenchmark extends StepBenchmark {
  /** Which network. */
  @Param public Network network;

  /** Images drawn at once. */
  @Param({"1", "16", "64", "128"})
  public int batch;

  private SamplingStep step;

  /** Makes the network and its input. */
  @Setup(Level.Trial)
  public void fill(EngineState e) {
    step = new SamplingStep(network, batch, e.numbers);
  }

  /** Evaluation and update. */
  @Benchmark
  public float sample(EngineState e) {
    return step.take();
  }
}
