package dev.ornstein.benchmarks;

import dev.ornstein.benchmarks.work.ConvCase;
import dev.ornstein.benchmarks.work.Convolutions;
import dev.ornstein.tensor.Scope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Convolutions of both networks and their adjoints. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class ConvolutionBenchmark extends KernelBenchmark {
  /**
   * In the notation of {@link ConvCase}. First the seed U-Net at batch 64; then, at batch 128, the
   * small U-Net: its 3×3 layers, those of stride 2, the transposed ones, those of 1×1 (skip
   * connections, attention); last, depthwise kernels of 7×7.
   */
  @Param({
    "65-32-28",
    "32-32-28",
    "64-64-14",
    "128-128-7",
    "256-128-7",
    "64-32-28",
    "1-16-28_b128",
    "16-16-28_b128",
    "32-16-28_b128",
    "16-1-28_b128",
    "32-32-14_b128",
    "64-32-14_b128",
    "64-64-7_b128",
    "16-32-28_s2_b128",
    "32-64-14_s2_b128",
    "64-32-7_k2_s2_t_b128",
    "32-16-14_k2_s2_t_b128",
    "32-16-28_k1_b128",
    "64-32-14_k1_b128",
    "64-192-7_k1_b128",
    "64-64-7_k1_b128",
    "16-16-28_k7_dw_b128",
    "32-32-14_k7_dw_b128",
    "64-64-7_k7_dw_b128"
  })
  public String shape;

  private Convolutions convolutions;
  private double gflop;

  /** Fills the operands. */
  @Setup(Level.Trial)
  public void fill(EngineState e) {
    ConvCase c = ConvCase.parse(shape);
    convolutions = new Convolutions(c, e.numbers);
    gflop = c.gflop();
  }

  /** y = x ⋆ w. */
  @Benchmark
  public float forward(EngineState e, Arithmetic work) {
    try (Scope s = e.engine.scope()) {
      work.gflop += gflop;
      return e.first(convolutions.forward());
    }
  }

  /** The adjoint in x. */
  @Benchmark
  public float inputGradient(EngineState e, Arithmetic work) {
    try (Scope s = e.engine.scope()) {
      work.gflop += gflop;
      return e.first(convolutions.inputGradient());
    }
  }

  /** The adjoint in w. */
  @Benchmark
  public float weightGradient(EngineState e, Arithmetic work) {
    try (Scope s = e.engine.scope()) {
      work.gflop += gflop;
      return e.first(convolutions.weightGradient());
    }
  }
}
