package dev.ornstein.benchmarks;

import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Linalg;
import java.util.concurrent.TimeUnit;
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

/** Matrix products: a large square one, and the linear layers of the seed U-Net at batch 64. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class MatmulBenchmark {
  /** Rows, columns and length of the sums; {@code t} marks a right-hand side stored transposed. */
  @Param({"1024-1024-1024", "64-1024-6272t", "64-6272-1024t", "64-6272-6272t"})
  public String shape;

  private Tensor a;
  private Tensor b;
  private boolean trans;

  /** Fills the operands. */
  @Setup(Level.Trial)
  public void fill(EngineState e) {
    trans = shape.endsWith("t");
    String[] part = shape.replace("t", "").split("-");
    int m = Integer.parseInt(part[0]);
    int n = Integer.parseInt(part[1]);
    int k = Integer.parseInt(part[2]);
    a = e.normal(m, k);
    b = trans ? e.normal(n, k) : e.normal(k, n);
  }

  /** a·b, or a·bᵀ. */
  @Benchmark
  public float matmul(EngineState e) {
    try (Scope s = e.engine.scope()) {
      return Linalg.matmul(a, b, false, trans).get(0);
    }
  }
}
