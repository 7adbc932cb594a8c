package dev.ornstein.benchmarks;

import dev.ornstein.benchmarks.work.Network;
import dev.ornstein.benchmarks.work.TrainStep;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Whole training steps; the examples train the seed U-Net at batch 64, the small one at 128. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class TrainStepBenchmark extends StepBenchmark {
  /** Which network. */
  @Param public Network network;

  /** Images per step. */
  @Param({"1", "16", "64", "128"})
  public int batch;

  private TrainStep step;

  /** Makes the network and all that trains it. */
  @Setup(Level.Trial)
  public void fill(EngineState e) {
    step = new TrainStep(network, batch, e.numbers);
  }

  /** Noise, loss, gradients, new weights. */
  @Benchmark
  public float train(EngineState e) {
    return step.take();
  }
}
