package dev.ornstein.benchmarks.libtorch;

import dev.ornstein.benchmarks.KernelBenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Fourier transforms of 64 square images; see {@link TorchFourier}. */
@State(Scope.Benchmark)
public class LibtorchFourierBenchmark extends KernelBenchmark {
  /** Rows and columns. */
  @Param({"28", "32", "256"})
  public int side;

  private TorchFourier fourier;

  /** Makes the operands. */
  @Setup(Level.Trial)
  public void fill(LibtorchState l) {
    fourier = new TorchFourier(side, l.torch);
  }

  /** Spectra of real images. */
  @Benchmark
  public void real(LibtorchState l) {
    fourier.forward();
  }

  /** Real images of spectra. */
  @Benchmark
  public void inverse(LibtorchState l) {
    fourier.inverse();
  }

  /** Real images through a transfer function: there and back. */
  @Benchmark
  public void filter(LibtorchState l) {
    fourier.filter();
  }
}
