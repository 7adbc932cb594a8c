package dev.ornstein.nn.block;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Rearrange;

/**
 * A fixed encoding of positions or times (Vaswani et al., 2017): with half = features/2 frequencies
 * ω_i = 10000^(−i/half),
 *
 * <pre>
 * out[n, i] = sin(ω_i·t[n]),   out[n, half + i] = cos(ω_i·t[n]),   i = 0 … half−1
 * </pre>
 *
 * <p>The frequencies suit arguments from 0 to 1000 or so: scale times in [0, 1] first.
 */
public final class SinusoidalEmbedding {
  private static final double BASE = 10000;

  private final double[] frequencies;
  private final float scale;

  /**
   * @param features extent of the encoding, even
   * @param scale factor on t
   */
  public SinusoidalEmbedding(int features, float scale) {
    if (features < 2 || features % 2 != 0) {
      throw new ShapeException(
          "a sinusoidal embedding has an even number of features, at least 2; got " + features);
    }
    this.scale = scale;
    frequencies = new double[features / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = Math.pow(BASE, -(double) i / frequencies.length);
    }
  }

  /**
   * @param t (N)
   * @return (N, features), a constant
   */
  public Tensor forward(Tensor t) {
    if (t.shape().rank() != 1) {
      throw new ShapeException("times have shape (N); got " + t.shape());
    }
    float[] times = t.toArray();
    // In sampling all are equal: then one row is worked out, and brought to a device.
    int rows = areEqual(times) ? 1 : times.length;
    int half = frequencies.length;
    float[] table = new float[rows * 2 * half];
    for (int n = 0; n < rows; n++) {
      int row = n * 2 * half;
      for (int i = 0; i < half; i++) {
        double angle = frequencies[i] * scale * times[n];
        table[row + i] = (float) Math.sin(angle);
        table[row + half + i] = (float) Math.cos(angle);
      }
    }
    Tensor out = t.engine().of(table, rows, 2 * half);
    return rows == times.length ? out : Rearrange.expand(out, Shape.of(times.length, 2 * half));
  }

  private static boolean areEqual(float[] times) {
    for (float time : times) {
      if (time != times[0]) {
        return false;
      }
    }
    return times.length > 0;
  }
}
