package dev.ornstein.nn.block;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Module;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/**
 * A learned encoding of the place in an image: three {@link ConvBlock}s, {@code conv1} 3→hidden,
 * {@code conv2} hidden→hidden, {@code conv3} hidden→out, over the channels (x, y, r). In seed 0
 * hidden and out are 32.
 *
 * <p>x runs from −1 to 1 <em>down the rows</em> and y from −1 to 1 along the columns, as the seed's
 * grid does, and r = √(x² + y²). All samples have the same encoding, so it is computed for one
 * image, and the running statistics of its batch norms are those of one image.
 */
public final class PositionEncoder extends Module {
  private final ConvBlock conv1;
  private final ConvBlock conv2;
  private final ConvBlock conv3;
  private final Tensor grid;

  /**
   * @param hidden channels of the inner layers
   * @param out channels of the encoding
   * @param height rows H
   * @param width columns W
   */
  public PositionEncoder(Init init, int hidden, int out, int height, int width) {
    super(init);
    conv1 = make("conv1", i -> new ConvBlock(i, 3, hidden));
    conv2 = make("conv2", i -> new ConvBlock(i, hidden, hidden));
    conv3 = make("conv3", i -> new ConvBlock(i, hidden, out));
    grid = grid(init.engine(), height, width);
  }

  /** The encoding, (1, out, H, W). */
  public Var forward() {
    return conv3.forward(conv2.forward(conv1.forward(Var.constant(grid))));
  }

  /** The channels (x, y, r), (1, 3, H, W). */
  static Tensor grid(Engine engine, int height, int width) {
    int plane = height * width;
    float[] g = new float[3 * plane];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        float x = fromMinusOneToOne(row, height);
        float y = fromMinusOneToOne(column, width);
        int at = row * width + column;
        g[at] = x;
        g[plane + at] = y;
        g[2 * plane + at] = (float) Math.sqrt(x * x + y * y);
      }
    }
    return engine.wrap(g, Shape.of(1, 3, height, width));
  }

  /** Point i of n equidistant ones in [−1, 1]; −1 when there is only one. */
  private static float fromMinusOneToOne(int i, int n) {
    return n == 1 ? -1f : (float) (2.0 * i / (n - 1) - 1);
  }
}
