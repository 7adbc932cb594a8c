package dev.ornstein.tensor.fft;

import org.jtransforms.fft.FloatFFT_1D;

/**
 * Plans and scratch memory for the transforms of one image at a time, for one thread at a time.
 *
 * <p>Two-dimensional transforms are made of one-dimensional ones here, rows first, because
 * JTransforms' own two-dimensional plan changes its fields while it works and splits the work over
 * threads of its own. The scratch is transposed: a column of the image lies contiguously.
 */
final class Workspace {
  private final int height;
  private final int width;
  private final FloatFFT_1D rows;
  private final FloatFFT_1D columns;
  private final float[] row;
  private final float[] spectrum;

  Workspace(int height, int width) {
    this.height = height;
    this.width = width;
    this.rows = new FloatFFT_1D(width);
    this.columns = height == width ? rows : new FloatFFT_1D(height);
    this.row = new float[2 * width];
    this.spectrum = new float[2 * height * width];
  }

  /**
   * One image through a filter with a real symmetric transfer function, by way of the half spectrum
   * v = 0 … ⌊W/2⌋; the other half is its conjugate mirror image.
   *
   * @param out receives H·W pixels from {@code outAt} on; may be the input
   * @param in H·W pixels from {@code inAt} on
   * @param transfer H·W factors from {@code transferAt} on
   */
  void filter(float[] out, int outAt, float[] in, int inAt, float[] transfer, int transferAt) {
    for (int y = 0; y < height; y += 2) {
      boolean second = y + 1 < height;
      int at = inAt + y * width;
      for (int x = 0; x < width; x++) {
        row[2 * x] = in[at + x];
        row[2 * x + 1] = second ? in[at + width + x] : 0;
      }
      rows.complexForward(row);
      separate(y, second);
    }
    float scale = 1f / ((float) height * width);
    for (int v = 0; v <= width / 2; v++) {
      int at = 2 * height * v;
      columns.complexForward(spectrum, at);
      for (int u = 0; u < height; u++) {
        float factor = transfer[transferAt + u * width + v] * scale;
        spectrum[at + 2 * u] *= factor;
        spectrum[at + 2 * u + 1] *= factor;
      }
      columns.complexInverse(spectrum, at, false);
    }
    for (int y = 0; y < height; y += 2) {
      boolean second = y + 1 < height;
      unite(y, second);
      rows.complexInverse(row, false);
      int at = outAt + y * width;
      for (int x = 0; x < width; x++) {
        out[at + x] = row[2 * x];
        if (second) {
          out[at + width + x] = row[2 * x + 1];
        }
      }
    }
  }

  /**
   * Two real rows a and b are transformed as the one complex row a + ib, which costs as much as two
   * real transforms and is more exact than JTransforms' for lengths with large prime factors. With
   * Z its transform and Z* the conjugate of Z at −v, A = (Z + Z*)/2 and B = (Z − Z*)/2i.
   */
  private void separate(int y, boolean second) {
    for (int v = 0; v <= width / 2; v++) {
      int m = v == 0 ? 0 : width - v;
      float zr = row[2 * v];
      float zi = row[2 * v + 1];
      float mr = row[2 * m];
      float mi = row[2 * m + 1];
      set(v, y, 0.5f * (zr + mr), 0.5f * (zi - mi));
      if (second) {
        set(v, y + 1, 0.5f * (zi + mi), 0.5f * (mr - zr));
      }
    }
  }

  /** The inverse of {@link #separate}: Z(v) = A + iB and Z(−v) = A* + iB*. */
  private void unite(int y, boolean second) {
    for (int v = 0; v <= width / 2; v++) {
      int at = 2 * (height * v + y);
      int m = v == 0 ? 0 : width - v;
      float ar = spectrum[at];
      float br = second ? spectrum[at + 2] : 0;
      // Where v and −v are one frequency, A and B are real but for rounding errors, which would
      // otherwise leak from one row into the other.
      float ai = m == v ? 0 : spectrum[at + 1];
      float bi = m == v || !second ? 0 : spectrum[at + 3];
      row[2 * v] = ar - bi;
      row[2 * v + 1] = ai + br;
      row[2 * m] = ar + bi;
      row[2 * m + 1] = br - ai;
    }
  }

  private void set(int v, int y, float re, float im) {
    int at = 2 * (height * v + y);
    spectrum[at] = re;
    spectrum[at + 1] = im;
  }

  /** Transforms one complex image, H·W pairs (real, imaginary) from {@code at} on, in place. */
  void complex(float[] image, int at, boolean inverse) {
    for (int y = 0; y < height; y++) {
      System.arraycopy(image, at + 2 * y * width, row, 0, 2 * width);
      transform(rows, row, 0, inverse);
      for (int v = 0; v < width; v++) {
        set(v, y, row[2 * v], row[2 * v + 1]);
      }
    }
    for (int v = 0; v < width; v++) {
      transform(columns, spectrum, 2 * height * v, inverse);
      for (int u = 0; u < height; u++) {
        int from = 2 * (height * v + u);
        int to = at + 2 * (width * u + v);
        image[to] = spectrum[from];
        image[to + 1] = spectrum[from + 1];
      }
    }
  }

  private static void transform(FloatFFT_1D plan, float[] a, int at, boolean inverse) {
    if (inverse) {
      plan.complexInverse(a, at, true);
    } else {
      plan.complexForward(a, at);
    }
  }
}
