package dev.ornstein.benchmarks;

import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Convolution;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Convolutions of 3×3 with padding 1 at the shapes of the seed U-Net, batch 64. The counter {@code
 * gflop} is 10⁹ floating-point operations per second, a multiply–add counted as two.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class ConvolutionBenchmark {
  /** Input channels, output channels, rows and columns. */
  @Param({"65-32-28", "32-32-28", "64-64-14", "128-128-7", "256-128-7", "64-32-28"})
  public String shape;

  private static final int BATCH = 64;
  private static final Convolution.Geometry SAME = Convolution.Geometry.padded(1);
  private Tensor x;
  private Tensor w;
  private Tensor gy;
  private double gflopPerCall;

  /** Work done, in 10⁹ floating-point operations. */
  @AuxCounters
  @State(org.openjdk.jmh.annotations.Scope.Thread)
  public static class Work {
    /** See the class. */
    public double gflop;
  }

  /** Fills the operands. */
  @Setup(Level.Trial)
  public void fill(EngineState e) {
    String[] part = shape.split("-");
    int in = Integer.parseInt(part[0]);
    int out = Integer.parseInt(part[1]);
    int side = Integer.parseInt(part[2]);
    x = e.normal(BATCH, in, side, side);
    w = e.normal(out, in, 3, 3);
    gy = e.normal(BATCH, out, side, side);
    gflopPerCall = 2e-9 * gy.size() * in * 9;
  }

  /** y = x ⋆ w. */
  @Benchmark
  public float forward(EngineState e, Work work) {
    try (Scope s = e.engine.scope()) {
      work.gflop += gflopPerCall;
      return Convolution.forward(x, w, null, SAME).get(0);
    }
  }

  /** The adjoint in x. */
  @Benchmark
  public float inputGradient(EngineState e, Work work) {
    try (Scope s = e.engine.scope()) {
      work.gflop += gflopPerCall;
      return Convolution.inputGrad(gy, w, x.shape(), SAME).get(0);
    }
  }

  /** The adjoint in w. */
  @Benchmark
  public float weightGradient(EngineState e, Work work) {
    try (Scope s = e.engine.scope()) {
      work.gflop += gflopPerCall;
      return Convolution.weightGrad(x, gy, w.shape(), SAME).get(0);
    }
  }
}
