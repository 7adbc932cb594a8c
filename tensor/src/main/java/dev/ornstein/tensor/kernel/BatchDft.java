package dev.ornstein.tensor.kernel;

import dev.ornstein.tensor.Tensor;

/**
 * Discrete Fourier transforms of batches of images of one size H×W, for kernels whose tensors are
 * on a device. The definitions are those of {@link ImageDft}, which is for one image on the host.
 * Tensors are read and written as rows of images, whatever their shapes are; an output may be the
 * input where both have the same size.
 */
public interface BatchDft {
  /**
   * The spectra of real images.
   *
   * @param out (N, H, ⌊W/2⌋ + 1, 2), or (N, H, W, 2) for full spectra
   * @param x (N, H, W)
   */
  void spectrum(Tensor out, boolean full, Tensor x);

  /**
   * The real images of half spectra, with the factor 1/(H·W).
   *
   * @param out (N, H, W)
   * @param spectrum (N, H, ⌊W/2⌋ + 1, 2)
   */
  void image(Tensor out, Tensor spectrum);

  /**
   * Complex images through the transform, or through its inverse with the factor 1/(H·W).
   *
   * @param out (N, H, W, 2)
   * @param x (N, H, W, 2)
   */
  void complex(Tensor out, Tensor x, boolean inverse);

  /**
   * Real images through filters, out = F⁻¹(T ⊙ F(x)).
   *
   * @param out (N, H, W)
   * @param x (N, H, W)
   * @param transfer (K, H, W) factors T(u, v) = T(−u, −v), with K a divisor of N
   * @param byTurns whether image i gets T number i mod K, and not each T N/K images one after the
   *     other
   */
  void filter(Tensor out, Tensor x, Tensor transfer, boolean byTurns);
}
