package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.NormShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * Normalisation per channel of data (N, C, l) whose planes are shorter than a vector, l = 1 above
 * all: a matrix of N rows and D = C·l columns, in which column j belongs to channel j / l.
 *
 * <p>It is cut into tiles of {@link #ROWS} rows by L columns, which run down the columns ({@link
 * NormLoops}). A tile at the right edge that has fewer columns is copied out, filled up with zeros.
 * Sums are taken in float within a tile and in double over the tiles and the columns of a channel,
 * in order.
 */
final class ColumnNorm {
  private static final int ROWS = NormLoops.BLOCK;

  /** Tiles per chunk: enough work for a hand-over. */
  private static final int GRAIN = Math.max(1, 16_384 / (ROWS * L));

  private final Activation act;
  private final NormShape s;
  private final Parallel parallel;
  private final int columns;
  private final int strips;
  private final int bands;

  ColumnNorm(Activation act, NormShape s, Parallel parallel) {
    this.act = act;
    this.s = s;
    this.parallel = parallel;
    this.columns = s.c() * s.l();
    this.strips = (columns + L - 1) / L;
    this.bands = (s.n() + ROWS - 1) / ROWS;
  }

  /** Up to ROWS × L elements of a tensor: rows {@code step} apart, or a copy {@code width} wide. */
  private record Tile(float[] a, int at, int step, int rows, int width) {
    boolean isCopy() {
      return width < L;
    }
  }

  /** The tile itself, or at the right edge a copy with zeros to the right. */
  private Tile tile(int band, int strip, Tensor t) {
    int rows = Math.min(ROWS, s.n() - band * ROWS);
    int width = Math.min(L, columns - strip * L);
    int from = t.offset() + band * ROWS * columns + strip * L;
    if (width == L) {
      return new Tile(t.array(), from, columns, rows, width);
    }
    float[] copy = new float[rows * L];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(t.array(), from + i * columns, copy, i * L, width);
    }
    return new Tile(copy, 0, L, rows, width);
  }

  /** Writes a copy back. */
  private void back(Tile tile, int band, int strip, Tensor t) {
    int to = t.offset() + band * ROWS * columns + strip * L;
    for (int i = 0; tile.isCopy() && i < tile.rows; i++) {
      System.arraycopy(tile.a, i * L, t.array(), to + i * columns, tile.width);
    }
  }

  /** Work on one tile. */
  @FunctionalInterface
  private interface Body {
    void run(int band, int strip);
  }

  private void forTiles(Body body) {
    parallel.forChunks(
        bands * strips,
        GRAIN,
        (from, to) -> {
          int band = from / strips;
          int strip = from % strips;
          for (int tile = from; tile < to; tile++) {
            body.run(band, strip);
            strip++;
            if (strip == strips) {
              strip = 0;
              band++;
            }
          }
        });
  }

  private float[] constants() {
    return Scratch.get(Slot.CONSTANTS, strips * NormLoops.CONSTANTS);
  }

  /** Sets one constant of all columns from values per channel; 0 beyond the last column. */
  private void set(float[] k, int which, float[] perChannel, int at) {
    int j = 0;
    for (int c = 0; c < s.c(); c++) {
      for (int i = 0; i < s.l(); i++, j++) {
        k[j / L * NormLoops.CONSTANTS + which + j % L] = perChannel[at + c];
      }
    }
    for (; j < strips * L; j++) {
      k[j / L * NormLoops.CONSTANTS + which + j % L] = 0f;
    }
  }

  /** Where tiles put two sums for each lane. */
  private float[] sums() {
    int length = bands * strips * 2 * L;
    float[] sums = Scratch.get(Slot.SHARED, length);
    Arrays.fill(sums, 0, length, 0f);
    return sums;
  }

  private int sumsAt(int band, int strip) {
    return (band * strips + strip) * 2 * L;
  }

  /** The first sums (0) or the second ones (1) of channel c. */
  private double total(float[] sums, int which, int c) {
    double total = 0;
    for (int band = 0; band < bands; band++) {
      for (int j = c * s.l(); j < (c + 1) * s.l(); j++) {
        total += sums[sumsAt(band, j / L) + which * L + j % L];
      }
    }
    return total;
  }

  void stats(Tensor mean, Tensor var, Tensor x) {
    double count = (double) s.n() * s.l();
    float[] k = constants();
    float[] zero = new float[s.c()];
    set(k, NormLoops.MEAN, zero, 0);
    float[] sums = deviations(x, k);
    for (int c = 0; c < s.c(); c++) {
      mean.array()[mean.offset() + c] = (float) (total(sums, 0, c) / count);
    }
    set(k, NormLoops.MEAN, mean.array(), mean.offset());
    sums = deviations(x, k);
    for (int c = 0; c < s.c(); c++) {
      var.array()[var.offset() + c] = (float) (total(sums, 1, c) / count);
    }
  }

  private float[] deviations(Tensor x, float[] k) {
    float[] sums = sums();
    forTiles(
        (band, strip) -> {
          Tile a = tile(band, strip, x);
          int k0 = strip * NormLoops.CONSTANTS;
          NormLoops.deviations(sums, sumsAt(band, strip), a.a, a.at, a.step, a.rows, -1, k, k0);
        });
    return sums;
  }

  void affine(Tensor y, Tensor x, Tensor mean, Tensor rstd, Tensor gamma, Tensor beta) {
    float[] k = constants(mean, rstd, gamma, beta);
    forTiles(
        (band, strip) -> {
          Tile a = tile(band, strip, x);
          // A copy of x is ours to overwrite.
          Tile b = a.isCopy() ? a : tile(band, strip, y);
          int k0 = strip * NormLoops.CONSTANTS;
          NormLoops.forward(act, b.a, b.at, a.a, a.at, a.step, a.rows, k, k0);
          back(b, band, strip, y);
        });
  }

  private float[] constants(Tensor mean, Tensor rstd, Tensor gamma, Tensor beta) {
    float[] k = constants();
    float[] scale = new float[s.c()];
    for (int c = 0; c < s.c(); c++) {
      scale[c] = gamma.get(c) * rstd.get(c);
    }
    set(k, NormLoops.MEAN, mean.array(), mean.offset());
    set(k, NormLoops.SCALE, scale, 0);
    set(k, NormLoops.SHIFT, beta.array(), beta.offset());
    return k;
  }

  void grad(
      Tensor gx,
      Tensor gGamma,
      Tensor gBeta,
      Tensor x,
      Tensor gy,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta) {
    float[] k = constants(mean, rstd, gamma, beta);
    float[] sums = sums();
    forTiles(
        (band, strip) -> {
          Tile a = tile(band, strip, x);
          Tile g = tile(band, strip, gy);
          Tile h = tile(band, strip, gx);
          int o = sumsAt(band, strip);
          int k0 = strip * NormLoops.CONSTANTS;
          NormLoops.sums(act, sums, o, h.a, h.at, g.a, g.at, a.a, a.at, a.step, a.rows, -1, k, k0);
          back(h, band, strip, gx);
        });
    double count = (double) s.n() * s.l();
    float[] q = new float[s.c()];
    float[] r = new float[s.c()];
    for (int c = 0; c < s.c(); c++) {
      double rho = rstd.get(c);
      double sum = total(sums, 0, c);
      double dot = total(sums, 1, c) * rho;
      gBeta.array()[gBeta.offset() + c] = (float) sum;
      gGamma.array()[gGamma.offset() + c] = (float) dot;
      q[c] = (float) (gamma.get(c) * rho * sum / count);
      r[c] = (float) (gamma.get(c) * rho * rho * dot / count);
    }
    set(k, NormLoops.Q, q, 0);
    set(k, NormLoops.R, r, 0);
    forTiles(
        (band, strip) -> {
          Tile a = tile(band, strip, x);
          Tile g = tile(band, strip, gy);
          Tile h = tile(band, strip, gx);
          int k0 = strip * NormLoops.CONSTANTS;
          NormLoops.grad(act, h.a, h.at, g.a, g.at, a.a, a.at, a.step, a.rows, -1, k, k0);
          back(h, band, strip, gx);
        });
  }
}
