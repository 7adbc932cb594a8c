package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.NormShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;
import java.util.function.IntConsumer;

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
  private final int tiles;

  ColumnNorm(Activation act, NormShape s, Parallel parallel) {
    this.act = act;
    this.s = s;
    this.parallel = parallel;
    this.columns = s.c() * s.l();
    this.strips = (columns + L - 1) / L;
    this.tiles = (s.n() + ROWS - 1) / ROWS * strips;
  }

  /** Up to {@code rows} × L elements of a tensor, their rows {@code step} apart. */
  private record Tile(float[] a, int at, int step, int rows) {}

  private int rows(int tile) {
    return Math.min(ROWS, s.n() - tile / strips * ROWS);
  }

  private int width(int tile) {
    return Math.min(L, columns - tile % strips * L);
  }

  /** Where the tile begins. */
  private int start(int tile, Tensor t) {
    return t.offset() + tile / strips * ROWS * columns + tile % strips * L;
  }

  /** The tile itself, or a copy with zeros to the right. */
  private Tile tile(int tile, Tensor t) {
    int rows = rows(tile);
    int width = width(tile);
    int from = start(tile, t);
    if (width == L) {
      return new Tile(t.array(), from, columns, rows);
    }
    float[] copy = new float[rows * L];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(t.array(), from + i * columns, copy, i * L, width);
    }
    return new Tile(copy, 0, L, rows);
  }

  /** Writes a copy back. */
  private void back(int tile, Tile copy, Tensor t) {
    int width = width(tile);
    for (int i = 0; width < L && i < copy.rows; i++) {
      int to = start(tile, t) + i * columns;
      System.arraycopy(copy.a, i * L, t.array(), to, width);
    }
  }

  private void forTiles(IntConsumer body) {
    parallel.forChunks(
        tiles,
        GRAIN,
        (from, to) -> {
          for (int tile = from; tile < to; tile++) {
            body.accept(tile);
          }
        });
  }

  private float[] constants() {
    return Scratch.get(Slot.CONSTANTS, strips * NormLoops.CONSTANTS);
  }

  /** Sets one constant of all columns from values per channel; 0 beyond the last column. */
  private void set(float[] k, int which, float[] perChannel, int at) {
    for (int j = 0; j < strips * L; j++) {
      float value = j < columns ? perChannel[at + j / s.l()] : 0f;
      k[j / L * NormLoops.CONSTANTS + which + j % L] = value;
    }
  }

  /** Where tiles put two sums for each lane. */
  private float[] sums() {
    float[] sums = Scratch.get(Slot.SHARED, tiles * 2 * L);
    Arrays.fill(sums, 0, tiles * 2 * L, 0f);
    return sums;
  }

  /** The first sums (0) or the second ones (1) of channel c. */
  private double total(float[] sums, int which, int c) {
    double total = 0;
    for (int row = 0; row < tiles; row += strips) {
      for (int j = c * s.l(); j < (c + 1) * s.l(); j++) {
        total += sums[((row + j / L) * 2 + which) * L + j % L];
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
        tile -> {
          Tile a = tile(tile, x);
          int k0 = tile % strips * NormLoops.CONSTANTS;
          NormLoops.deviations(sums, tile * 2 * L, a.a, a.at, a.step, a.rows, -1, k, k0);
        });
    return sums;
  }

  void affine(Tensor y, Tensor x, Tensor mean, Tensor rstd, Tensor gamma, Tensor beta) {
    float[] k = constants(mean, rstd, gamma, beta);
    forTiles(
        tile -> {
          Tile a = tile(tile, x);
          // A copy of x is ours to overwrite.
          Tile b = a.step == columns ? tile(tile, y) : a;
          int k0 = tile % strips * NormLoops.CONSTANTS;
          NormLoops.forward(act, b.a, b.at, a.a, a.at, a.step, a.rows, -1, k, k0);
          back(tile, b, y);
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
        tile -> {
          Tile a = tile(tile, x);
          Tile g = tile(tile, gy);
          Tile h = tile(tile, gx);
          int o = tile * 2 * L;
          int k0 = tile % strips * NormLoops.CONSTANTS;
          NormLoops.sums(act, sums, o, h.a, h.at, g.a, g.at, a.a, a.at, a.step, a.rows, -1, k, k0);
          back(tile, h, gx);
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
        tile -> {
          Tile a = tile(tile, x);
          Tile g = tile(tile, gy);
          Tile h = tile(tile, gx);
          int k0 = tile % strips * NormLoops.CONSTANTS;
          NormLoops.grad(act, h.a, h.at, g.a, g.at, a.a, a.at, a.step, a.rows, -1, k, k0);
          back(tile, h, gx);
        });
  }
}
