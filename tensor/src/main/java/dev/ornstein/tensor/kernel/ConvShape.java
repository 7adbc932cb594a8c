package dev.ornstein.tensor.kernel;

import dev.ornstein.tensor.ShapeException;
import java.util.Optional;

/**
 * The geometry of a two-dimensional convolution (cross-correlation, as everywhere in this field):
 *
 * <pre>y[n,k,p,q] = b[k] + Σ_{c,r,s} x[n, c, p·stride − pad + r·dilation, …] · w[k,c,r,s]</pre>
 *
 * with x (N, C, H, W), w (K, C/groups, R, S), y (N, K, P, Q).
 *
 * @param n images
 * @param c input channels
 * @param h input rows
 * @param w input columns
 * @param k output channels
 * @param r kernel rows
 * @param s kernel columns
 * @param stride step between outputs, both axes
 * @param pad zeros around the input, both axes
 * @param dilation step between kernel taps, both axes
 * @param groups channels are split into so many independent convolutions
 */
public record ConvShape(
    int n,
    int c,
    int h,
    int w,
    int k,
    int r,
    int s,
    int stride,
    int pad,
    int dilation,
    int groups) {

  /** Checks that the geometry has an output and that the groups divide the channels. */
  public ConvShape {
    if (stride < 1 || dilation < 1 || groups < 1 || pad < 0) {
      throw new ShapeException(
          "a convolution needs stride, dilation and groups ≥ 1 and padding ≥ 0; got stride "
              + stride
              + ", dilation "
              + dilation
              + ", groups "
              + groups
              + ", padding "
              + pad);
    }
    if (c % groups != 0 || k % groups != 0) {
      throw new ShapeException(
          "groups = "
              + groups
              + " must divide the input channels "
              + c
              + " and the output channels "
              + k);
    }
    if (h + 2 * pad < dilation * (r - 1) + 1 || w + 2 * pad < dilation * (s - 1) + 1) {
      throw new ShapeException(
          "a "
              + r
              + "×"
              + s
              + " kernel with dilation "
              + dilation
              + " does not fit into "
              + h
              + "×"
              + w
              + " with padding "
              + pad);
    }
  }

  /** Output rows. */
  public int p() {
    return (h + 2 * pad - dilation * (r - 1) - 1) / stride + 1;
  }

  /** Output columns. */
  public int q() {
    return (w + 2 * pad - dilation * (s - 1) - 1) / stride + 1;
  }

  /** Input channels of one group. */
  public int cg() {
    return c / groups;
  }

  /** Output channels of one group. */
  public int kg() {
    return k / groups;
  }

  /**
   * The convolution of gy that gives gx, where it is one: of stride 1, by kernels that are turned
   * by 180° and whose input and output channels are exchanged.
   *
   * @return nothing when the stride is not 1, kernels are not square, or there is more padding than
   *     they reach
   */
  public Optional<ConvShape> turned() {
    int back = dilation * (r - 1) - pad;
    return stride == 1 && r == s && back >= 0
        ? Optional.of(new ConvShape(n, k, p(), q(), c, r, s, 1, back, dilation, groups))
        : Optional.empty();
  }

  /** Multiply–adds ×2 of one pass. */
  public long flops() {
    return 2L * n * k * p() * q() * cg() * r * s;
  }
}
