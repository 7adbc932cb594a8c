package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.padded;
import static jdk.incubator.vector.VectorOperators.ROL;

import jdk.incubator.vector.FloatVector;

/**
 * Transforms of long rows: the image is turned round, so that its rows are columns, which {@link
 * ColumnFft} transforms, and turned back.
 *
 * <p>Turned round, neighbouring lanes a, b of a line are pixels of two rows of the image. Taken as
 * one complex number a + ib they make one transform do the work of two (Cooley, Lewis and Welch,
 * 1970): with Z its result and M = Z(−v),
 *
 * <pre>
 * ½(Z + M) = Re A + i·Re B,   ½(Z − M)·(−i) = Im A + i·Im B
 * </pre>
 *
 * <p>as pairs of neighbouring lanes: lines of real parts and lines of imaginary parts, which turned
 * back are pairs.
 */
final class RowFft implements RealRows {
  private final int height;
  private final int width;
  private final int floats;
  private final boolean packed;
  private final int line;
  private final ColumnFft fft;

  /**
   * @param packed see {@link RealRows}
   * @param fft for columns of {@code width}
   */
  RowFft(int height, int width, boolean packed, ColumnFft fft) {
    this.height = height;
    this.width = width;
    this.packed = packed;
    this.floats = packed ? width : 2 * (width / 2 + 1);
    this.line = padded(height);
    this.fft = fft;
  }

  @Override
  public int buffer() {
    return Math.max(floats * line, height * padded(floats));
  }

  @Override
  public float[] forward(float[] in, int inAt, float[] a, float[] b, int row) {
    LaneTurn.toVectors(a, 0, line, width, 0, in, inAt, width, height, width);
    float[] z = fft.run(a, b, line, false);
    float[] parts = z == a ? b : a;
    for (int v = 0; 2 * v < floats; v++) {
      separate(parts, 2 * v * line, z, v * line, (width - v) % width * line);
    }
    if (packed) { // both are real: each the real parts A + iB of its frequency
      System.arraycopy(z, width / 2 * line, parts, line, line);
    }
    LaneTurn.toVectors(z, 0, row, height, 0, parts, 0, line, floats, height);
    return z;
  }

  private void separate(float[] parts, int to, float[] z, int at, int mirrored) {
    FloatVector sign = FloatVector.fromArray(S, Butterflies.SIGNS, 0).mul(0.5f);
    for (int i = 0; i < line; i += L) {
      FloatVector p = FloatVector.fromArray(S, z, at + i);
      FloatVector m = FloatVector.fromArray(S, z, mirrored + i);
      p.add(m).mul(0.5f).intoArray(parts, to + i);
      p.sub(m)
          .reinterpretAsLongs()
          .lanewise(ROL, 32)
          .reinterpretAsFloats()
          .mul(sign)
          .intoArray(parts, to + line + i);
    }
  }

  @Override
  public void inverse(float[] out, int outAt, float[] z, float[] b, int row) {
    LaneTurn.toVectors(b, 0, line, floats, 0, z, 0, row, height, floats);
    float scale = (float) (1.0 / ((double) height * width));
    for (int v = 0; 2 * v < floats; v++) {
      unite(z, v * line, (width - v) % width * line, b, 2 * v * line, scale);
    }
    if (packed) {
      unite(z, width / 2 * line, width / 2 * line, b, line, scale);
    }
    float[] pixels = fft.run(z, b, line, true);
    LaneTurn.toPlanes(out, outAt, width, height, pixels, 0, line, width, 0, width);
  }

  /** Z = (Re A + i·Re B) + i·(Im A + i·Im B); for −v the second term changes its sign. */
  private void unite(float[] z, int at, int mirrored, float[] parts, int from, float scale) {
    FloatVector sign = FloatVector.fromArray(S, Butterflies.SIGNS, 0).mul(scale);
    for (int i = 0; i < line; i += L) {
      FloatVector re = FloatVector.fromArray(S, parts, from + i).mul(scale);
      if (at == mirrored) { // v and −v are one: A and B are real but for rounding errors
        re.intoArray(z, at + i);
        continue;
      }
      FloatVector im =
          FloatVector.fromArray(S, parts, from + line + i)
              .reinterpretAsLongs()
              .lanewise(ROL, 32)
              .reinterpretAsFloats()
              .mul(sign);
      re.sub(im).intoArray(z, at + i);
      re.add(im).intoArray(z, mirrored + i);
    }
  }
}
