package dev.ornstein.tensor.kernel.vector;

/**
 * The Fourier transform of the rows of a real image, and its inverse. A transformed row holds pairs
 * (real, imaginary) for v = 0 … ⌊W/2⌋; what lies beyond them, up to the next row, says nothing.
 * Packed, for even W, the first pair is (Z(0), Z(W/2)), both of which are real, and the last one is
 * missing.
 */
interface RealRows {
  /** Floats that a work buffer must have. */
  int buffer();

  /**
   * Z(y, v) = Σ_x x(y, x)·exp(−2πi·v·x/W).
   *
   * @param in H·W pixels from {@code inAt} on
   * @param a work buffer
   * @param b another
   * @param row floats from one row of Z to the next, a multiple of the lanes
   * @return a or b, whichever holds Z
   */
  float[] forward(float[] in, int inAt, float[] a, float[] b, int row);

  /**
   * The inverse, with the factor 1/(H·W).
   *
   * @param out receives H·W pixels from {@code outAt} on
   * @param z as {@link #forward} gives it, a work buffer; overwritten
   * @param b another
   */
  void inverse(float[] out, int outAt, float[] z, float[] b, int row);
}
