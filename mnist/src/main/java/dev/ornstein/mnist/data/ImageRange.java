package dev.ornstein.mnist.data;

/** The interval of numbers that stands for black to white when bytes become floats. */
public enum ImageRange {
  /** Black is 0, white is 1: {@code x = b / 255}. The range of the seeds. */
  ZERO_TO_ONE(0f, 1f),
  /** Black is −1, white is 1: {@code x = b / 127.5 − 1}. Centred, as DDPM wants it. */
  MINUS_ONE_TO_ONE(-1f, 1f);

  private final float black;
  private final float white;

  ImageRange(float black, float white) {
    this.black = black;
    this.white = white;
  }

  /** The number that stands for byte 0. */
  public float black() {
    return black;
  }

  /** The number that stands for byte 255. */
  public float white() {
    return white;
  }

  /**
   * The number that stands for a pixel.
   *
   * @param pixel the pixel as it is stored: its low 8 bits, unsigned
   */
  public float toFloat(byte pixel) {
    return black + (pixel & 0xff) * (white - black) / 255f;
  }

  /**
   * The pixel nearest to a number: the inverse of {@link #toFloat} for its 256 values. Numbers
   * outside the range are clamped to it; NaN becomes black.
   */
  public byte toByte(float x) {
    float unit = (x - black) / (white - black);
    return (byte) Math.round(255f * Math.max(0f, Math.min(1f, unit)));
  }
}
