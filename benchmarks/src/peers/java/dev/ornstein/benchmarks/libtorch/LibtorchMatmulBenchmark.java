package dev.ornstein.benchmarks.libtorch;

import dev.ornstein.benchmarks.KernelBenchmark;
import dev.ornstein.benchmarks.work.MatmulCase;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Matrix products. */
@State(Scope.Benchmark)
public class LibtorchMatmulBenchmark extends KernelBenchmark {
  /** In the notation of {@link MatmulCase}. */
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
    "64-64-64-nn",
    "512x49-49-16-tn",
    "512x16-49-49-nt"
  })
  public String shape;

  private TorchProduct product;
  private double gflop;

  /** Fills the operands. */
  @Setup(Level.Trial)
  public void fill(LibtorchState l) {
    MatmulCase c = MatmulCase.parse(shape);
    product = new TorchProduct(c, l.torch);
    gflop = c.gflop();
  }

  /** op(A)·op(B). */
  @Benchmark
  public void matmul(LibtorchState l, Arithmetic work) {
    work.gflop += gflop;
    product.compute();
  }
}
