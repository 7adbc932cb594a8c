package dev.ornstein.tensor.kernel.vector;

/**
 * The two columns of a half spectrum that are spectra of real columns, X₀ for v = 0 and X₁ for v =
 * W/2. They are their own mirror images, X(−u) = X*(u), so that one complex column holds both, and
 * a row of W pixels transformed takes W floats instead of W + 2: of 32 floats there are two vectors
 * instead of three.
 *
 * <pre>
 * P(u) = X₀(u) + i·X₁(u),   X₀(u) = ½(P(u) + P*(−u)),   X₁(u) = (P(u) − P*(−u))/2i
 * </pre>
 */
final class EdgeColumns {
  private EdgeColumns() {}

  /**
   * @param x receives X₀(u) at x0 + u·row and X₁(u) behind it at a distance of {@code second}
   * @param p P(u) is at u·pRow
   */
  static void unpack(float[] x, int x0, int row, int second, float[] p, int pRow, int height) {
    for (int u = 0; u <= height / 2; u++) {
      int mirrored = u == 0 ? 0 : height - u;
      float pr = p[u * pRow];
      float pi = p[u * pRow + 1];
      float mr = p[mirrored * pRow];
      float mi = p[mirrored * pRow + 1];
      set(x, x0 + u * row, x0 + mirrored * row, 0.5f * (pr + mr), 0.5f * (pi - mi));
      int at = x0 + second;
      set(x, at + u * row, at + mirrored * row, 0.5f * (pi + mi), 0.5f * (mr - pr));
    }
  }

  private static void set(float[] x, int at, int mirrored, float re, float im) {
    x[mirrored] = re;
    x[mirrored + 1] = -im;
    x[at] = re;
    x[at + 1] = im; // +0 where u = −u
  }

  /** The inverse; of X₀ and X₁ only the part that is its own mirror image counts. */
  static void pack(float[] p, int pRow, float[] x, int x0, int row, int second, int height) {
    for (int u = 0; u <= height / 2; u++) {
      int mirrored = u == 0 ? 0 : height - u;
      int at = x0 + u * row;
      int to = x0 + mirrored * row;
      float ar = 0.5f * (x[at] + x[to]);
      float ai = 0.5f * (x[at + 1] - x[to + 1]);
      float br = 0.5f * (x[at + second] + x[to + second]);
      float bi = 0.5f * (x[at + second + 1] - x[to + second + 1]);
      p[mirrored * pRow] = ar + bi;
      p[mirrored * pRow + 1] = br - ai;
      p[u * pRow] = ar - bi;
      p[u * pRow + 1] = br + ai;
    }
  }

  /**
   * X₀(u) = X₀(u)·t(u, 0), X₁(u) = X₁(u)·t(u, W/2).
   *
   * @param x groups of X₀(u) and X₁(u)
   * @param t row u begins at t0 + u·width
   */
  static void multiply(float[] x, float[] t, int t0, int width, int height) {
    for (int u = 0; u < height; u++) {
      float first = t[t0 + u * width];
      float second = t[t0 + u * width + width / 2];
      x[4 * u] *= first;
      x[4 * u + 1] *= first;
      x[4 * u + 2] *= second;
      x[4 * u + 3] *= second;
    }
  }
}
