package dev.ornstein.tensor.kernel;

/**
 * Discrete Fourier transforms of images of one size H×W, one image at a time and for one thread at
 * a time: an instance owns its work space.
 *
 * <pre>
 * X(u, v) = Σ_y Σ_x  x(y, x) · exp(−2πi (u·y/H + v·x/W))
 * x(y, x) = 1/(H·W) Σ_u Σ_v  X(u, v) · exp(+2πi (u·y/H + v·x/W))
 * </pre>
 *
 * <p>A complex number is a pair of floats (real, imaginary). The spectrum of a real image has X(−u,
 * −v) = X*(u, v); its half v = 0 … ⌊W/2⌋, called the half spectrum, says everything. Arrays come
 * with the position of their first element; an image may be overwritten by a result of its length.
 */
public interface ImageDft {
  /**
   * The spectrum of a real image.
   *
   * @param out receives H rows of ⌊W/2⌋ + 1 pairs, or of W pairs for the full spectrum
   * @param in H·W pixels
   */
  void spectrum(float[] out, int outAt, boolean full, float[] in, int inAt);

  /**
   * The real image of a half spectrum, with the factor 1/(H·W). Of what a half spectrum says twice
   * (v = 0 and v = W/2) only the part that belongs to a real image counts.
   *
   * @param out receives H·W pixels
   * @param in H rows of ⌊W/2⌋ + 1 pairs
   */
  void image(float[] out, int outAt, float[] in, int inAt);

  /**
   * A complex image through the transform, or through its inverse with the factor 1/(H·W).
   *
   * @param out receives H·W pairs
   * @param in H·W pairs
   */
  void complex(float[] out, int outAt, float[] in, int inAt, boolean inverse);

  /**
   * A real image through a filter, out = F⁻¹(T ⊙ F(x)).
   *
   * @param out receives H·W pixels
   * @param in H·W pixels
   * @param transfer H·W factors T(u, v) = T(−u, −v), of which v ≤ W/2 are used
   */
  void filter(float[] out, int outAt, float[] in, int inAt, float[] transfer, int transferAt);
}
