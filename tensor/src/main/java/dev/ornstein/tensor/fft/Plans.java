package dev.ornstein.tensor.fft;

import dev.ornstein.tensor.kernel.Backend;
import dev.ornstein.tensor.kernel.BatchDft;
import dev.ornstein.tensor.kernel.ImageDft;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * What transforms images of one size for the kernels of one engine: one instance for each thread
 * that has been at work at once, kept between calls.
 */
final class Plans {
  private final Backend kernels;
  private final Optional<BatchDft> batches;
  private final Supplier<ImageDft> source;
  private final ConcurrentLinkedQueue<ImageDft> idle = new ConcurrentLinkedQueue<>();

  Plans(Backend kernels, int height, int width) {
    this.kernels = kernels;
    this.batches = kernels.batchDft(height, width);
    this.source = kernels.imageDft(height, width).orElse(() -> new LibraryDft(height, width));
  }

  boolean areFor(Backend backend) {
    return kernels == backend;
  }

  /** What transforms whole batches, if these kernels do. */
  Optional<BatchDft> batches() {
    return batches;
  }

  ImageDft take() {
    ImageDft dft = idle.poll();
    return dft == null ? source.get() : dft;
  }

  void giveBack(ImageDft dft) {
    idle.add(dft);
  }
}
