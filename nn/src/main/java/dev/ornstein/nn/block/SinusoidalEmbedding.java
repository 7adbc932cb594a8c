package dev.ornstein.nn.block;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;

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
    Engine engine = t.engine();
    int half = frequencies.length;
    Tensor out = engine.empty(Shape.of(t.size(), 2 * half));
    for (int n = 0; n < t.size(); n++) {
      int row = out.offset() + n * 2 * half;
      for (int i = 0; i < half; i++) {
        double angle = frequencies[i] * scale * t.get(n);
        out.array()[row + i] = (float) Math.sin(angle);
        out.array()[row + half + i] = (float) Math.cos(angle);
      }
    }
    return out;
  }
}
