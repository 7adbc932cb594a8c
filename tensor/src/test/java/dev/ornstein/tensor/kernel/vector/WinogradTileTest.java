package dev.ornstein.tensor.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.tensor.kernel.Engines;
import dev.ornstein.tensor.kernel.Winograd;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The transforms of tiles, factored by hand, are X d Xᵀ with the matrices as they are stated. */
class WinogradTileTest {
  /** Units in the last place of Σ|terms|: sums of 36 terms at most. */
  private static final double ULPS = 8;

  /** A transform of a tile whose elements are at (e·i + j)·L. */
  private interface Transform {
    void run(float[] tile, float[] out, float[] buffer);
  }

  @BeforeEach
  void needsVectors() {
    Engines.vector(1).close(); // skips the test where there are none
  }

  private static void assertIs(float[][] x, int lanes, int buffer, Transform transform) {
    int rows = x.length;
    int columns = x[0].length;
    float[] tile = new float[columns * columns * lanes];
    Random random = new Random(1);
    for (int i = 0; i < tile.length; i++) {
      tile[i] = (float) random.nextGaussian();
    }
    float[] out = new float[rows * rows * lanes];
    transform.run(tile, out, new float[buffer]);
    for (int to = 0; to < out.length; to++) {
      int i = to / lanes / rows;
      int j = to / lanes % rows;
      double sum = 0;
      double magnitude = 0;
      for (int k = 0; k < columns * columns; k++) {
        double factor = (double) x[i][k / columns] * x[j][k % columns];
        double term = factor * tile[k * lanes + to % lanes];
        sum += term;
        magnitude += Math.abs(term);
      }
      assertEquals(sum, out[to], ULPS * 0x1p-23 * magnitude, i + ", " + j);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void allFiveTransforms(int m) {
    int l = Lanes.L;
    int e = m + 2;
    WinogradTile t = WinogradTile.of(m);
    float[] none = new float[l];
    float[][] input = Winograd.input(m);
    float[][] kernel = Winograd.kernel(m);
    float[][] output = Winograd.output(m);
    assertIs(input, l, t.buffer, (d, out, b) -> t.input(d, 0, e * l, l, out, 0, l, b));
    assertIs(kernel, l, t.buffer, (d, out, b) -> t.kernel(d, 0, out, 0, l, b));
    assertIs(output, l, t.buffer, (d, out, b) -> t.output(d, 0, l, out, 0, m * l, l, none, 0, b));
    float[][] outputGrad = Winograd.transposed(output);
    assertIs(outputGrad, l, t.buffer, (d, out, b) -> t.outputGrad(d, 0, m * l, l, out, 0, l, b));
    float[][] kernelGrad = Winograd.transposed(kernel);
    assertIs(kernelGrad, l, t.buffer, (d, out, b) -> t.kernelGrad(d, 0, l, out, 0, b));
  }
}
