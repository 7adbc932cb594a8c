package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.NormShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * Normalisation per channel of data (N, C, l) whose planes are shorter than a vector, l = 1 above
 * all: a matrix of N rows and C·l columns, in which column j belongs to channel j / l.
 *
 * <p>L channels are a group: l strips of L columns, of which nobody else needs anything. A strip is
 * cut into tiles of {@link #ROWS} rows, which run down the columns ({@link NormLoops}). A tile at
 * the right edge that has fewer columns is copied out, filled up with zeros. Sums are taken in
 * float within a tile and in double over the tiles and the columns of a channel, in order.
 */
final class ColumnNorm {
  private static final int ROWS = NormLoops.BLOCK;

  /** Numbers that are worth a hand-over. */
  private static final int GRAIN = 16_384;

  private final Activation act;
  private final NormShape s;
  private final Parallel parallel;
  private final int columns;
  private final int bands;

  ColumnNorm(Activation act, NormShape s, Parallel parallel) {
    this.act = act;
    this.s = s;
    this.parallel = parallel;
    this.columns = s.c() * s.l();
    this.bands = (s.n() + ROWS - 1) / ROWS;
  }

  /** Up to ROWS × L elements of a tensor: rows {@code step} apart, or a copy {@code width} wide. */
  private record Tile(float[] a, int at, int step, int rows, int width) {
    boolean isCopy() {
      return width < L;
    }
  }

  /** The tile itself, or at the right edge a copy with zeros to the right. */
  private Tile tile(int band, int column, Tensor t) {
    int rows = Math.min(ROWS, s.n() - band * ROWS);
    int width = Math.min(L, columns - column);
    int from = t.offset() + band * ROWS * columns + column;
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
  private void back(Tile tile, int band, int column, Tensor t) {
    int to = t.offset() + band * ROWS * columns + column;
    for (int i = 0; tile.isCopy() && i < tile.rows; i++) {
      System.arraycopy(tile.a, i * L, t.array(), to + i * columns, tile.width);
    }
  }

  /** Work on one tile. */
  @FunctionalInterface
  private interface Body {
    /**
     * @param k0 where the constants of its columns begin
     * @param sums0 where its sums go
     */
    void run(Group group, int band, int column, int k0, int sums0);
  }

  /**
   * L channels, or the last ones, with the constants and sums of their columns. A task has one
   * after the other: there are some hundred of them.
   */
  private final class Group {
    private int first;
    private int last;
    final float[] k = Scratch.get(Slot.CONSTANTS, s.l() * NormLoops.CONSTANTS);
    final float[] sums = Scratch.get(Slot.PLANE, bands * s.l() * 2 * L);

    /** Something of each channel. */
    final float[] values = Scratch.get(Slot.LANES, 2 * L);

    /** Becomes group i. */
    void begin(int i) {
      first = i * L;
      last = Math.min(s.c(), first + L);
      Arrays.fill(k, START, START + s.l() * NormLoops.CONSTANTS, 0f);
    }

    /** Before tiles add to them. */
    void clearSums() {
      Arrays.fill(sums, START, START + bands * s.l() * 2 * L, 0f);
    }

    void forTiles(Body body) {
      for (int strip = 0; strip < s.l() && first * s.l() + strip * L < columns; strip++) {
        int k0 = START + strip * NormLoops.CONSTANTS;
        for (int band = 0; band < bands; band++) {
          body.run(this, band, first * s.l() + strip * L, k0, sumsAt(band, strip));
        }
      }
    }

    private int sumsAt(int band, int strip) {
      return START + (band * s.l() + strip) * 2 * L;
    }

    /** Sets one constant of all columns from that of each channel, which begin at {@code at}. */
    void set(int which, float[] ofChannels, int at) {
      if (s.l() == 1) {
        System.arraycopy(ofChannels, at, k, START + which, last - first);
        return;
      }
      for (int j = 0; j < (last - first) * s.l(); j++) {
        k[START + j / L * NormLoops.CONSTANTS + which + j % L] = ofChannels[at + j / s.l()];
      }
    }

    void set(int which, Tensor ofChannels) {
      set(which, ofChannels.readOnlyArray(), ofChannels.offset() + first);
    }

    /** Sets the constants of act(z). */
    void affine(Tensor mean, Tensor rstd, Tensor gamma, Tensor beta) {
      float[] scale = gamma.readOnlyArray();
      float[] rho = rstd.readOnlyArray();
      for (int i = 0; i < last - first; i++) {
        values[START + i] = scale[gamma.offset() + first + i] * rho[rstd.offset() + first + i];
      }
      set(NormLoops.MEAN, mean);
      set(NormLoops.SCALE, values, START);
      set(NormLoops.SHIFT, beta);
    }

    /** The first sums (0) or the second ones (1) of channel {@code first} + i. */
    double total(int which, int i) {
      double total = 0;
      for (int band = 0; band < bands; band++) {
        for (int j = i * s.l(); j < (i + 1) * s.l(); j++) {
          total += sums[sumsAt(band, j / L) + which * L + j % L];
        }
      }
      return total;
    }

    /** Writes such sums of all channels, divided. */
    void means(Tensor to, int which, double count) {
      float[] array = to.array();
      for (int i = 0; i < last - first; i++) {
        array[to.offset() + first + i] = (float) (total(which, i) / count);
      }
    }

    /** From the sums of g and g·d to the gradients of γ and β, and the constants of that of x. */
    void slopes(Tensor gGamma, Tensor gBeta, Tensor rstd, Tensor gamma, double count) {
      float[] ofGamma = gGamma.array();
      float[] ofBeta = gBeta.array();
      float[] rhos = rstd.readOnlyArray();
      float[] gammas = gamma.readOnlyArray();
      int n = last - first;
      for (int i = 0; i < n; i++) {
        double rho = rhos[rstd.offset() + first + i];
        double scale = gammas[gamma.offset() + first + i];
        double sum = total(0, i);
        double dot = total(1, i) * rho;
        ofBeta[gBeta.offset() + first + i] = (float) sum;
        ofGamma[gGamma.offset() + first + i] = (float) dot;
        values[START + i] = (float) (scale * rho * sum / count);
        values[START + L + i] = (float) (scale * rho * rho * dot / count);
      }
      set(NormLoops.Q, values, START);
      set(NormLoops.R, values, START + L);
    }
  }

  /** Work on one group. */
  @FunctionalInterface
  private interface GroupBody {
    void run(Group group);
  }

  private void forGroups(GroupBody body) {
    int size = Math.max(1, s.n() * s.l() * L);
    parallel.forChunks(
        (s.c() + L - 1) / L,
        Math.max(1, GRAIN / size),
        (from, to) -> {
          Group group = new Group();
          for (int i = from; i < to; i++) {
            group.begin(i);
            body.run(group);
          }
        });
  }

  void stats(Tensor mean, Tensor var, Tensor x) {
    double count = (double) s.n() * s.l();
    // The sums of x − mean and its square.
    Body deviations =
        (group, band, column, k0, at) -> {
          Tile a = tile(band, column, x);
          NormLoops.deviations(group.sums, at, a.a, a.at, a.step, a.rows, -1, group.k, k0);
        };
    forGroups(
        group -> {
          group.clearSums();
          group.forTiles(deviations);
          group.means(mean, 0, count);
          group.set(NormLoops.MEAN, mean);
          group.clearSums();
          group.forTiles(deviations);
          group.means(var, 1, count);
        });
  }

  void affine(Tensor y, Tensor x, Tensor mean, Tensor rstd, Tensor gamma, Tensor beta) {
    Body forward =
        (group, band, column, k0, at) -> {
          Tile a = tile(band, column, x);
          // A copy of x is ours to overwrite.
          Tile b = a.isCopy() ? a : tile(band, column, y);
          NormLoops.forward(act, b.a, b.at, a.a, a.at, a.step, a.rows, group.k, k0);
          back(b, band, column, y);
        };
    forGroups(
        group -> {
          group.affine(mean, rstd, gamma, beta);
          group.forTiles(forward);
        });
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
    double count = (double) s.n() * s.l();
    Body sum =
        (group, band, column, k0, at) -> {
          Tile a = tile(band, column, x);
          Tile g = tile(band, column, gy);
          Tile h = tile(band, column, gx);
          float[] k = group.k;
          NormLoops.sums(
              act, group.sums, at, h.a, h.at, g.a, g.at, a.a, a.at, a.step, a.rows, -1, k, k0);
          back(h, band, column, gx);
        };
    Body slope =
        (group, band, column, k0, at) -> {
          Tile a = tile(band, column, x);
          Tile g = tile(band, column, gy);
          Tile h = tile(band, column, gx);
          float[] k = group.k;
          NormLoops.grad(act, h.a, h.at, g.a, g.at, a.a, a.at, a.step, a.rows, -1, k, k0);
          back(h, band, column, gx);
        };
    forGroups(
        group -> {
          group.affine(mean, rstd, gamma, beta);
          group.clearSums();
          group.forTiles(sum);
          group.slopes(gGamma, gBeta, rstd, gamma, count);
          group.forTiles(slope);
        });
  }
}
