package dev.ornstein.tensor.fft;

import dev.ornstein.tensor.kernel.ImageDft;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * Transforms of images by JTransforms, for any height and width.
 *
 * <p>Two-dimensional transforms are made of one-dimensional ones here, because JTransforms' own
 * two-dimensional plan changes its fields while it works and splits the work over threads of its
 * own. The scratch is transposed: a column of the image lies contiguously.
 *
 * <p>Real images go two rows at a time through half as many complex transforms. That is the
 * cheapest way to call the library: its real transforms take as long for lengths that are no powers
 * of two, and each of its calls allocates an array then.
 */
final class LibraryDft implements ImageDft {
  private final int height;
  private final int width;
  private final FloatFFT_1D rows;
  private final FloatFFT_1D columns;
  private final float[] row;
  private final float[] spectrum;

  LibraryDft(int height, int width) {
    this.height = height;
    this.width = width;
    this.rows = new FloatFFT_1D(width);
    this.columns = height == width ? rows : new FloatFFT_1D(height);
    this.row = new float[2 * width];
    this.spectrum = new float[2 * height * width];
  }

  @Override
  public void spectrum(float[] out, int outAt, boolean full, float[] in, int inAt) {
    forwardRows(in, inAt);
    int outRow = full ? 2 * width : 2 * (width / 2 + 1);
    for (int v = 0; v <= width / 2; v++) {
      columns.complexForward(spectrum, 2 * height * v);
      for (int u = 0; u < height; u++) {
        int from = 2 * (height * v + u);
        int to = outAt + u * outRow + 2 * v;
        out[to] = spectrum[from];
        out[to + 1] = spectrum[from + 1];
      }
    }
    if (full) {
      mirror(out, outAt);
    }
  }

  /** The other half of a spectrum: X(u, v) = X*(−u, −v). */
  private void mirror(float[] x, int at) {
    for (int u = 0; u < height; u++) {
      for (int v = width / 2 + 1; v < width; v++) {
        int to = at + 2 * (u * width + v);
        int from = at + 2 * ((height - u) % height * width + width - v);
        x[to] = x[from];
        x[to + 1] = -x[from + 1];
      }
    }
  }

  @Override
  public void image(float[] out, int outAt, float[] in, int inAt) {
    float scale = 1f / ((float) height * width);
    int inRow = 2 * (width / 2 + 1);
    for (int v = 0; v <= width / 2; v++) {
      for (int u = 0; u < height; u++) {
        int from = inAt + u * inRow + 2 * v;
        set(v, u, in[from] * scale, in[from + 1] * scale);
      }
      columns.complexInverse(spectrum, 2 * height * v, false);
    }
    inverseRows(out, outAt);
  }

  @Override
  public void filter(
      float[] out, int outAt, float[] in, int inAt, float[] transfer, int transferAt) {
    forwardRows(in, inAt);
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
    inverseRows(out, outAt);
  }

  private void forwardRows(float[] in, int inAt) {
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
  }

  private void inverseRows(float[] out, int outAt) {
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

  @Override
  public void complex(float[] out, int outAt, float[] in, int inAt, boolean inverse) {
    for (int y = 0; y < height; y++) {
      System.arraycopy(in, inAt + 2 * y * width, row, 0, 2 * width);
      transform(rows, row, 0, inverse);
      for (int v = 0; v < width; v++) {
        set(v, y, row[2 * v], row[2 * v + 1]);
      }
    }
    for (int v = 0; v < width; v++) {
      transform(columns, spectrum, 2 * height * v, inverse);
      for (int u = 0; u < height; u++) {
        int from = 2 * (height * v + u);
        int to = outAt + 2 * (width * u + v);
        out[to] = spectrum[from];
        out[to + 1] = spectrum[from + 1];
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
