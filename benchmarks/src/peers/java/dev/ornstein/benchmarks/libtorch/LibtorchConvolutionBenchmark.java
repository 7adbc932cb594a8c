package dev.ornstein.benchmarks.libtorch;

import dev.ornstein.benchmarks.KernelBenchmark;
import dev.ornstein.benchmarks.work.ConvCase;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Convolutions of both networks, but for the transposed ones. */
@State(Scope.Benchmark)
public class LibtorchConvolutionBenchmark extends KernelBenchmark {
  /** In the notation of {@link ConvCase}. */
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
    "32-16-28_k1_b128",
    "64-32-14_k1_b128",
    "64-192-7_k1_b128",
    "64-64-7_k1_b128",
    "16-16-28_k7_dw_b128",
    "32-32-14_k7_dw_b128",
    "64-64-7_k7_dw_b128"
  })
  public String shape;

  private TorchConvolution convolution;
  private double gflop;

  /** What {@link #gradients} differentiates; made before each call, outside of the clock. */
  @State(Scope.Thread)
  public static class Recorded {
    /** Runs forward. */
    @Setup(Level.Invocation)
    public void record(LibtorchConvolutionBenchmark b) {
      b.convolution.record();
    }
  }

  /** Fills the operands. */
  @Setup(Level.Trial)
  public void fill(LibtorchState l) {
    ConvCase c = ConvCase.parse(shape);
    convolution = new TorchConvolution(c, l.torch);
    gflop = c.gflop();
  }

  /** Frees what was recorded last. */
  @TearDown(Level.Trial)
  public void close() {
    convolution.close();
  }

  /** y = x ⋆ w. */
  @Benchmark
  public void forward(LibtorchState l, Arithmetic work) {
    work.gflop += gflop;
    convolution.forward();
  }

  /** The adjoints in x and in w together. */
  @Benchmark
  public void gradients(LibtorchState l, Recorded recorded, Arithmetic work) {
    work.gflop += 2 * gflop;
    convolution.backward();
  }
}
