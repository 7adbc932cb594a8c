package dev.ornstein.tensor.kernel.vector;

/**
 * The transforms of {@link dev.ornstein.tensor.kernel.Winograd}'s F(m×m, 3×3). They work on {@link
 * Lanes#L} channels at once: an element is a vector.
 */
abstract class WinogradTile {
  /** Rows and columns of an output tile. */
  final int m;

  /** Products per tile: (m + 2)². */
  final int points;

  /** Floats that a transform may use as its buffer. */
  final int buffer;

  WinogradTile(int m) {
    this.m = m;
    this.points = (m + 2) * (m + 2);
    this.buffer = Scratch.START + points * Lanes.L;
  }

  /** The tile with m rows of outputs, 2 or 4. */
  static WinogradTile of(int m) {
    return m == 2 ? WinogradTile2.TILE : WinogradTile4.TILE;
  }

  /**
   * Bᵀ d B.
   *
   * @param z channel-last image; element (i, j) of the e×e tile is at z0 + i·row + j·col
   * @param v element (i, j) of the result goes to v0 + (e·i + j)·point
   */
  abstract void input(
      float[] z, int z0, int row, int col, float[] v, int v0, int point, float[] buffer);

  /**
   * Aᵀ u A + bias.
   *
   * @param u element (i, j) of the e×e products is at u0 + (e·i + j)·point
   * @param out channel-last image; element (i, j) of the m×m tile goes to o + i·row + j·col
   * @param bias of these channels, from bias0
   */
  abstract void output(
      float[] u,
      int u0,
      int point,
      float[] out,
      int o,
      int row,
      int col,
      float[] bias,
      int bias0,
      float[] buffer);

  /**
   * A gY Aᵀ, the adjoint of the output transform.
   *
   * @param z channel-last image; element (i, j) of the m×m tile is at z0 + i·row + j·col
   * @param v element (i, j) of the e×e result goes to v0 + (e·i + j)·point
   */
  abstract void outputGrad(
      float[] z, int z0, int row, int col, float[] v, int v0, int point, float[] buffer);

  /**
   * G g Gᵀ for as many kernels as there are lanes.
   *
   * @param g element (i, j) is at g0 + (3i + j)·L
   * @param u element (i, j) of the e×e result goes to u0 + (e·i + j)·point
   */
  abstract void kernel(float[] g, int g0, float[] u, int u0, int point, float[] buffer);

  /**
   * Gᵀ u G, the adjoint of {@link #kernel}.
   *
   * @param u element (i, j) of the e×e matrix is at u0 + (e·i + j)·point
   * @param g element (i, j) of the result goes to g0 + (3i + j)·L
   */
  abstract void kernelGrad(float[] u, int u0, int point, float[] g, int g0, float[] buffer);
}
