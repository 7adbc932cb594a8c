package dev.ornstein.tensor.op;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.PoolShape;

/** Maximum and mean over windows of the last two axes, without padding. */
public final class Pooling {
  /**
   * @param values the largest element of each window, (N, C, P, Q)
   * @param argmax where it stands within its H×W plane
   */
  public record Max(Tensor values, Tensor argmax) {}

  private Pooling() {}

  /** The geometry for images (N, C, H, W). */
  public static PoolShape shape(Shape x, int size, int stride) {
    if (x.rank() != 4) {
      throw new ShapeException("pooling needs images (N, C, H, W); got " + x);
    }
    return new PoolShape(x.dim(0) * x.dim(1), x.dim(2), x.dim(3), size, stride);
  }

  private static Shape outShape(Shape x, PoolShape s) {
    return Shape.of(x.dim(0), x.dim(1), s.p(), s.q());
  }

  /** Largest element of each window; the first one where several are equal. */
  public static Max max(Tensor x, int size, int stride) {
    PoolShape s = shape(x.shape(), size, stride);
    Tensor y = x.engine().empty(outShape(x.shape(), s));
    Tensor argmax = x.engine().empty(y.shape());
    x.engine().backend().maxPool(y, argmax, x, s);
    return new Max(y, argmax);
  }

  /** The adjoint of picking {@code argmax} from an image of shape {@code xShape}. */
  public static Tensor maxGrad(Tensor gy, Tensor argmax, Shape xShape, int size, int stride) {
    Tensor gx = gy.engine().empty(xShape);
    gy.engine().backend().maxPoolGrad(gx, gy, argmax, shape(xShape, size, stride));
    return gx;
  }

  /** Picks {@code argmax} from x. */
  public static Tensor pick(Tensor x, Tensor argmax, int size, int stride) {
    PoolShape s = shape(x.shape(), size, stride);
    Tensor y = x.engine().empty(outShape(x.shape(), s));
    x.engine().backend().maxPoolGather(y, x, argmax, s);
    return y;
  }

  /** Mean of each window. */
  public static Tensor avg(Tensor x, int size, int stride) {
    PoolShape s = shape(x.shape(), size, stride);
    Tensor y = x.engine().empty(outShape(x.shape(), s));
    x.engine().backend().avgPool(y, x, s);
    return y;
  }

  /** The adjoint of {@link #avg}. */
  public static Tensor avgGrad(Tensor gy, Shape xShape, int size, int stride) {
    Tensor gx = gy.engine().empty(xShape);
    gy.engine().backend().avgPoolGrad(gx, gy, shape(xShape, size, stride));
    return gx;
  }
}
