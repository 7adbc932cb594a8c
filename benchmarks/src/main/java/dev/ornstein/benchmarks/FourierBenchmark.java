package dev.ornstein.benchmarks;

import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.fft.Fft2d;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Fourier transforms of 64 square images: by JTransforms, which serves the scalar kernels, and with
 * vectors.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class FourierBenchmark extends KernelBenchmark {
  private static final int BATCH = 64;

  /** Rows and columns. */
  @Param({"28", "32", "256"})
  public int side;

  private Fft2d fft;
  private Tensor images;
  private Tensor transfer;
  private Tensor spectra;

  /** Makes plans and operands. */
  @Setup(Level.Trial)
  public void fill(EngineState e) {
    fft = new Fft2d(side, side);
    images = e.numbers.normal(BATCH, side, side);
    transfer = e.engine.full(Shape.of(side, side), 0.5f);
    spectra = e.numbers.normal(BATCH, side, side / 2 + 1, 2);
  }

  /** Half spectra of real images. */
  @Benchmark
  public float real(EngineState e) {
    try (Scope s = e.engine.scope()) {
      Tensor out = e.engine.empty(spectra.shape());
      fft.forwardHalf(out, images);
      return e.first(out);
    }
  }

  /** Full spectra of real images. */
  @Benchmark
  public float full(EngineState e) {
    try (Scope s = e.engine.scope()) {
      Tensor out = e.engine.empty(Shape.of(BATCH, side, side, 2));
      fft.forwardReal(out, images);
      return e.first(out);
    }
  }

  /** Real images of half spectra. */
  @Benchmark
  public float inverse(EngineState e) {
    try (Scope s = e.engine.scope()) {
      Tensor out = e.engine.empty(images.shape());
      fft.inverseHalf(out, spectra);
      return e.first(out);
    }
  }

  /** Real images through a transfer function: there and back. */
  @Benchmark
  public float filter(EngineState e) {
    try (Scope s = e.engine.scope()) {
      Tensor out = e.engine.empty(images.shape());
      fft.filter(out, images, transfer);
      return e.first(out);
    }
  }
}
