package dev.ornstein.benchmarks.peers;

import dev.ornstein.benchmarks.work.ConvCase;
import dev.ornstein.benchmarks.work.Convolutions;
import dev.ornstein.benchmarks.work.FmaLoop;
import dev.ornstein.benchmarks.work.MatmulCase;
import dev.ornstein.benchmarks.work.MatrixProduct;
import dev.ornstein.benchmarks.work.Network;
import dev.ornstein.benchmarks.work.Numbers;
import dev.ornstein.benchmarks.work.SamplingStep;
import dev.ornstein.benchmarks.work.TrainStep;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.fft.Fft2d;

/** Every work of the comparison, done by this library. */
final class OurWorks implements LineProtocol.Works {
  private static final int BATCH = 64;

  private final String kernels;
  private final int threads;

  OurWorks(String kernels, int threads) {
    this.kernels = kernels;
    this.threads = threads;
  }

  @Override
  public Work open(WorkName name) {
    Engine engine = Engine.create(kernels, threads, System.err::println);
    try {
      Runnable call = call(name, new Numbers(engine));
      if (call != null) {
        return new OnEngine(engine, call);
      }
      engine.close();
      return null;
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  @Override
  public double gflop(WorkName name) {
    switch (name.family()) {
      case "peak":
        return threads * FmaLoop.gflop();
      case "conv-forward":
        return ConvCase.parse(name.shape()).gflop();
      case "conv-gradients":
        return 2 * ConvCase.parse(name.shape()).gflop();
      case "gemm":
        return MatmulCase.parse(name.shape()).gflop();
      case "fc-forward":
      case "fc-input-gradient":
      case "fc-weight-gradient":
        return fullyConnected(name).gflop();
      default:
        return 0;
    }
  }

  /** A work whose memory goes back to the engine's pool after each call. */
  private record OnEngine(Engine engine, Runnable body) implements Work {
    @Override
    public void call() {
      try (Scope memory = engine.scope()) {
        body.run();
      }
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  private Runnable call(WorkName name, Numbers numbers) {
    switch (name.family()) {
      case "peak":
        return peak(numbers.engine());
      case "conv-forward":
        return new Convolutions(ConvCase.parse(name.shape()), numbers)::forward;
      case "conv-gradients":
        return new Convolutions(ConvCase.parse(name.shape()), numbers)::gradients;
      case "gemm":
        return new MatrixProduct(MatmulCase.parse(name.shape()), numbers)::compute;
      case "fc-forward":
      case "fc-input-gradient":
      case "fc-weight-gradient":
        return new MatrixProduct(fullyConnected(name), numbers)::compute;
      case "rfft2":
      case "irfft2":
      case "fft-filter":
        return fourier(name.family(), name.number(), numbers);
      case "seed-forward":
        return new SamplingStep(Network.SEED, name.number(), numbers)::evaluate;
      case "small-forward":
        return new SamplingStep(Network.SMALL, name.number(), numbers)::evaluate;
      case "seed-train-step":
        return new TrainStep(Network.SEED, name.number(), numbers)::take;
      case "small-train-step":
        return new TrainStep(Network.SMALL, name.number(), numbers)::take;
      default:
        return null;
    }
  }

  /** One {@link FmaLoop} on each thread at once; a result that is not kept is not computed. */
  private Runnable peak(Engine engine) {
    float[] sums = new float[threads];
    return () ->
        engine.parallel().forChunks(threads, 1, (from, to) -> sums[from] = FmaLoop.run(.5f, .25f));
  }

  private static MatmulCase fullyConnected(WorkName name) {
    int[] size = name.inAndOut();
    switch (name.family()) {
      case "fc-forward":
        return MatmulCase.linear(BATCH, size[0], size[1]);
      case "fc-input-gradient":
        return MatmulCase.linearInputGradient(BATCH, size[0], size[1]);
      default:
        return MatmulCase.linearWeightGradient(BATCH, size[0], size[1]);
    }
  }

  private static Runnable fourier(String family, int side, Numbers numbers) {
    Engine engine = numbers.engine();
    Fft2d fft = new Fft2d(side, side);
    Tensor images = numbers.normal(BATCH, side, side);
    Tensor spectra = numbers.normal(BATCH, side, side / 2 + 1, 2);
    Tensor transfer = engine.full(Shape.of(side, side), 0.5f);
    switch (family) {
      case "rfft2":
        return () -> fft.forwardHalf(engine.empty(spectra.shape()), images);
      case "irfft2":
        return () -> fft.inverseHalf(engine.empty(images.shape()), spectra);
      default:
        return () -> fft.filter(engine.empty(images.shape()), images, transfer);
    }
  }
}
