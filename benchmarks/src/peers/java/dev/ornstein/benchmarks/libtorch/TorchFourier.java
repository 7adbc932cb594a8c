package dev.ornstein.benchmarks.libtorch;

import ai.djl.ndarray.NDArray;

/**
 * Transforms of 64 real images. DJL has no two-dimensional transform of real numbers: it is one
 * along the rows and a complex one along the columns.
 */
final class TorchFourier {
  private static final int BATCH = 64;
  private static final int COLUMN = 1;
  private static final int ROW = 2;

  private final int side;
  private final NDArray images;
  private final NDArray spectra;
  private final NDArray transfer;

  TorchFourier(int side, Libtorch torch) {
    this.side = side;
    images = torch.normal(BATCH, side, side);
    spectra = spectrum(images);
    transfer = torch.normal(side, side / 2 + 1);
  }

  private NDArray spectrum(NDArray x) {
    try (NDArray rows = x.rfft(side, ROW)) {
      return rows.fft(side, COLUMN);
    }
  }

  private NDArray image(NDArray spectrum) {
    try (NDArray rows = spectrum.ifft(side, COLUMN)) {
      return rows.irfft(side, ROW);
    }
  }

  void forward() {
    spectrum(images).close();
  }

  void inverse() {
    image(spectra).close();
  }

  void filter() {
    try (NDArray spectrum = spectrum(images);
        NDArray filtered = spectrum.mul(transfer)) {
      image(filtered).close();
    }
  }
}
