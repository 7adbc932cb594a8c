package dev.ornstein.benchmarks;

import dev.ornstein.benchmarks.work.MatmulCase;
import dev.ornstein.benchmarks.work.MatrixProduct;
import dev.ornstein.tensor.Scope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Matrix products, large, small and batched, in all four transpositions. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class MatmulBenchmark extends KernelBenchmark {
  /**
   * In the notation of {@link MatmulCase}. First a large square one; then the fully connected
   * layers of the seed U-Net at batch 64, each as forward (nt), input gradient (nn) and weight
   * gradient (tn); the time encoding of both networks; small ones, one of them with extents that no
   * vector divides; last, the attention of the small U-Net: queries by keys, and values by weights.
   */
  @Param({
    "1024-1024-1024-nn",
    "1024-1024-1024-tt",
    "64-1024-6272-nt",
    "64-6272-1024-nn",
    "1024-6272-64-tn",
    "64-1024-1024-nt",
    "64-1024-1024-nn",
    "1024-1024-64-tn",
    "64-6272-1024-nt",
    "64-1024-6272-nn",
    "6272-1024-64-tn",
    "64-6272-6272-nt",
    "64-6272-6272-nn",
    "6272-6272-64-tn",
    "64-256-256-nt",
    "128-128-64-nt",
    "64-64-64-nn",
    "64-64-64-nt",
    "64-64-64-tn",
    "64-64-64-tt",
    "33-31-17-nn",
    "512x49-49-16-tn",
    "512x16-49-49-nt"
  })
  public String shape;

  private MatrixProduct product;
  private double gflop;

  /** Fills the operands. */
  @Setup(Level.Trial)
  public void fill(EngineState e) {
    MatmulCase c = MatmulCase.parse(shape);
    product = new MatrixProduct(c, e.numbers);
    gflop = c.gflop();
  }

  /** op(A)·op(B). */
  @Benchmark
  public float matmul(EngineState e, Arithmetic work) {
    try (Scope s = e.engine.scope()) {
      work.gflop += gflop;
      return e.first(product.compute());
    }
  }
}
