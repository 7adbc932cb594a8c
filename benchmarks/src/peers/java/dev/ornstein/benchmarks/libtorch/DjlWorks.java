package dev.ornstein.benchmarks.libtorch;

import dev.ornstein.benchmarks.peers.LineProtocol;
import dev.ornstein.benchmarks.peers.Work;
import dev.ornstein.benchmarks.peers.WorkName;
import dev.ornstein.benchmarks.work.ConvCase;
import dev.ornstein.benchmarks.work.MatmulCase;

/** The kernels of the comparison, done by libtorch. The networks are left to PyTorch itself. */
final class DjlWorks implements LineProtocol.Works {
  private static final int BATCH = 64;

  private final int threads;

  DjlWorks(int threads) {
    this.threads = threads;
  }

  @Override
  public Work open(WorkName name) {
    Libtorch torch = new Libtorch(threads);
    Work work = work(name, torch);
    if (work == null) {
      torch.close();
    }
    return work;
  }

  private static Work work(WorkName name, Libtorch torch) {
    switch (name.family()) {
      case "conv-forward":
      case "conv-gradients":
        ConvCase c = ConvCase.parse(name.shape());
        if (c.transposed()) {
          return null;
        }
        TorchConvolution convolution = new TorchConvolution(c, torch);
        return name.family().equals("conv-forward")
            ? new Plain(torch, convolution::forward)
            : new Gradients(torch, convolution);
      case "gemm":
        return product(MatmulCase.parse(name.shape()), torch);
      case "fc-forward":
        return product(MatmulCase.linear(BATCH, in(name), out(name)), torch);
      case "fc-input-gradient":
        return product(MatmulCase.linearInputGradient(BATCH, in(name), out(name)), torch);
      case "fc-weight-gradient":
        return product(MatmulCase.linearWeightGradient(BATCH, in(name), out(name)), torch);
      case "rfft2":
        return new Plain(torch, new TorchFourier(name.number(), torch)::forward);
      case "irfft2":
        return new Plain(torch, new TorchFourier(name.number(), torch)::inverse);
      case "fft-filter":
        return new Plain(torch, new TorchFourier(name.number(), torch)::filter);
      default:
        return null;
    }
  }

  private static Work product(MatmulCase c, Libtorch torch) {
    return new Plain(torch, new TorchProduct(c, torch)::compute);
  }

  private static int in(WorkName name) {
    return name.inAndOut()[0];
  }

  private static int out(WorkName name) {
    return name.inAndOut()[1];
  }

  private record Plain(Libtorch torch, Runnable body) implements Work {
    @Override
    public void call() {
      body.run();
    }

    @Override
    public void close() {
      torch.close();
    }
  }

  private record Gradients(Libtorch torch, TorchConvolution convolution) implements Work {
    @Override
    public void prepare() {
      convolution.record();
    }

    @Override
    public void call() {
      convolution.backward();
    }

    @Override
    public void close() {
      convolution.close();
      torch.close();
    }
  }
}
