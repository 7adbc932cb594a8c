package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.padded;

import dev.ornstein.tensor.kernel.ImageDft;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Fourier transforms of images with vectors: rows first, by {@link RealRows}, then columns, by
 * {@link ColumnFft}; the inverse goes back the same way. Everything between the pixels and the
 * result lies in two work buffers, which for 28×28 pixels fit the first-level cache.
 */
final class VectorDft implements ImageDft {
  /**
   * Rows up to this long are transformed by {@link RowProduct}. Measured (Zen 4, 16 lanes, JDK 17,
   * microseconds for 64 square images by products and by {@link RowFft}): 28 pixels 55 and 103, 32
   * pixels 83 and 128, 48 pixels 270 and 302, 64 pixels 547 and 501.
   */
  private static final int PRODUCT = 48;

  /** Pixels of larger images do not fit positions in an int once they are pairs with padding. */
  private static final int LARGEST = 1 << 26;

  private final int height;
  private final int width;
  private final boolean packed;
  private final int floats;
  private final int row;
  private final RealRows rows;
  private final ColumnFft down;
  private final ColumnFft along;
  private final float[] edges;
  private float[] a;
  private float[] b;

  private VectorDft(
      int height, int width, boolean packed, RealRows rows, ColumnFft down, ColumnFft along) {
    this.height = height;
    this.width = width;
    this.packed = packed;
    this.floats = packed ? width : 2 * (width / 2 + 1);
    this.row = padded(floats);
    this.rows = rows;
    this.down = down;
    this.along = along;
    this.edges = new float[4 * height];
    a = new float[Math.max(rows.buffer(), height * row)];
    b = new float[a.length];
  }

  /**
   * Transforms that share their tables; none when an extent has a prime factor above 7, or so few
   * rows are so long that most lanes of {@link RowFft} would idle.
   */
  static Optional<Supplier<ImageDft>> of(int height, int width) {
    boolean thin = width > PRODUCT && height < L / 2;
    boolean large = (long) (height + L) * (width + L) > LARGEST;
    if (thin || large || !ColumnFft.has(height) || !ColumnFft.has(width)) {
      return Optional.empty();
    }
    ColumnFft down = new ColumnFft(height);
    ColumnFft along = height == width ? down : new ColumnFft(width);
    boolean packed = width % 2 == 0 && padded(width) < padded(width + 2);
    RealRows rows =
        width <= PRODUCT
            ? new RowProduct(height, width, packed)
            : new RowFft(height, width, packed, along);
    return Optional.of(() -> new VectorDft(height, width, packed, rows, down, along));
  }

  @Override
  public void spectrum(float[] out, int outAt, boolean full, float[] in, int inAt) {
    float[] z = forward(in, inAt);
    int outRow = full ? 2 * width : 2 * (width / 2 + 1);
    ShortRows.copy(out, outAt, outRow, z, 0, row, height, floats);
    if (packed) {
      EdgeColumns.unpack(out, outAt, outRow, width, z, row, height);
    }
    if (full) {
      PairRows.mirror(out, outAt, height, width);
    }
  }

  @Override
  public void image(float[] out, int outAt, float[] in, int inAt) {
    int inRow = 2 * (width / 2 + 1);
    ShortRows.copy(a, 0, row, in, inAt, inRow, height, floats);
    if (packed) {
      EdgeColumns.pack(a, row, in, inAt, inRow, width, height);
    }
    inverse(out, outAt, a);
  }

  @Override
  public void filter(
      float[] out, int outAt, float[] in, int inAt, float[] transfer, int transferAt) {
    float[] z = forward(in, inAt);
    multiply(z, transfer, transferAt);
    inverse(out, outAt, z);
  }

  private float[] forward(float[] in, int inAt) {
    float[] z = rows.forward(in, inAt, a, b, row);
    return down.run(z, other(z), row, false);
  }

  private void inverse(float[] out, int outAt, float[] z) {
    float[] y = down.run(z, other(z), row, true);
    rows.inverse(out, outAt, y, other(y), row);
  }

  private float[] other(float[] z) {
    return z == a ? b : a;
  }

  private void multiply(float[] z, float[] transfer, int transferAt) {
    float[] t = transfer;
    int at = transferAt;
    if (at + (height - 1) * width + (row + L) / 2 > t.length) { // a vector would read too far
      t = other(z);
      System.arraycopy(transfer, transferAt, t, 0, height * width);
      at = 0;
    }
    if (packed) {
      EdgeColumns.unpack(edges, 0, 4, 2, z, row, height);
      EdgeColumns.multiply(edges, t, at, width, height);
    }
    PairRows.multiply(z, row, t, at, width, height, floats / 2);
    if (packed) {
      EdgeColumns.pack(z, row, edges, 0, 4, 2, height);
    }
  }

  @Override
  public void complex(float[] out, int outAt, float[] in, int inAt, boolean inverse) {
    int line = padded(2 * width);
    int turned = padded(2 * height);
    if (a.length < Math.max(height * line, width * turned)) {
      a = new float[Math.max(height * line, width * turned)];
      b = new float[a.length];
    }
    ShortRows.copy(a, 0, line, in, inAt, 2 * width, height, 2 * width);
    float[] z = down.run(a, b, line, inverse);
    float[] y = other(z);
    Transpose.pairs(y, 0, turned, z, 0, line, height, width, 1);
    z = along.run(y, z, turned, inverse);
    float scale = inverse ? (float) (1.0 / ((double) height * width)) : 1;
    Transpose.pairs(out, outAt, 2 * width, z, 0, turned, width, height, scale);
  }
}
