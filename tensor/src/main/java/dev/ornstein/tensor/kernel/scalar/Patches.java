package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.kernel.ConvShape;
import java.util.Arrays;

/** Rows of the matrices that turn the three maps of a convolution into matrix products. */
final class Patches {
  private Patches() {}

  /**
   * The inputs that meet one tap of the kernel: row (c, r, s), column (p, q) is x[c, p·stride − pad
   * + r·dilation, q·stride − pad + s·dilation], 0 outside the image.
   *
   * @param x array, {@code xAt} the first element of the first channel of one image and group
   */
  static MatrixProduct.Rows byTap(float[] x, int xAt, ConvShape g) {
    return (tap, from, to, into) -> {
      int s = tap % g.s();
      int r = tap / g.s() % g.r();
      int c = tap / g.s() / g.r();
      int w0 = s * g.dilation() - g.pad();
      for (int at = from; at < to; ) {
        int p = at / g.q();
        int q = at % g.q();
        int run = Math.min(g.q() - q, to - at);
        int h = p * g.stride() - g.pad() + r * g.dilation();
        if (h < 0 || h >= g.h()) {
          Arrays.fill(into, at - from, at - from + run, 0f);
        } else {
          int rowAt = xAt + (c * g.h() + h) * g.w();
          copyRow(into, at - from, x, rowAt, q * g.stride() + w0, g.stride(), g.w(), run);
        }
        at += run;
      }
    };
  }

  /** out[i] = row[w + i·step], 0 where that leaves 0 … width−1. */
  private static void copyRow(
      float[] out, int outAt, float[] x, int rowAt, int w, int step, int width, int n) {
    // The first i with w + i·step ≥ 0 and the first with w + i·step ≥ width.
    int begin = Math.min(n, w >= 0 ? 0 : (-w + step - 1) / step);
    int end = Math.max(begin, Math.min(n, (width - w + step - 1) / step));
    Arrays.fill(out, outAt, outAt + begin, 0f);
    if (step == 1) {
      System.arraycopy(x, rowAt + w + begin, out, outAt + begin, end - begin);
    } else {
      for (int i = begin; i < end; i++) {
        out[outAt + i] = x[rowAt + w + i * step];
      }
    }
    Arrays.fill(out, outAt + end, outAt + n, 0f);
  }

  /**
   * The transpose of {@link #byTap}: row (p, q) is the patch of the image under that output, column
   * (c, r, s).
   */
  static MatrixProduct.Rows byPosition(float[] x, int xAt, ConvShape g) {
    return (position, from, to, into) -> {
      int h0 = position / g.q() * g.stride() - g.pad();
      int w0 = position % g.q() * g.stride() - g.pad();
      int s = from % g.s();
      int r = from / g.s() % g.r();
      int c = from / g.s() / g.r();
      for (int j = 0; j < to - from; j++) {
        int h = h0 + r * g.dilation();
        int w = w0 + s * g.dilation();
        boolean inside = h >= 0 && h < g.h() && w >= 0 && w < g.w();
        into[j] = inside ? x[xAt + (c * g.h() + h) * g.w() + w] : 0f;
        if (++s == g.s()) {
          s = 0;
          if (++r == g.r()) {
            r = 0;
            c++;
          }
        }
      }
    };
  }

  /**
   * The outputs to which an input contributes through one tap: row (k, r, s), column (h, w) is
   * gy[k, p, q] with p·stride − pad + r·dilation = h and likewise for q and w, 0 where there is no
   * such output.
   *
   * @param gy array, {@code gyAt} the first element of the first channel of one image and group
   */
  static MatrixProduct.Rows adjointByTap(float[] gy, int gyAt, ConvShape g) {
    return (tap, from, to, into) -> {
      int s = tap % g.s();
      int r = tap / g.s() % g.r();
      int k = tap / g.s() / g.r();
      for (int at = from; at < to; ) {
        int h = at / g.w();
        int w = at % g.w();
        int run = Math.min(g.w() - w, to - at);
        int up = h + g.pad() - r * g.dilation();
        if (up < 0 || up % g.stride() != 0 || up / g.stride() >= g.p()) {
          Arrays.fill(into, at - from, at - from + run, 0f);
        } else {
          int rowAt = gyAt + (k * g.p() + up / g.stride()) * g.q();
          int left = w + g.pad() - s * g.dilation();
          spreadRow(into, at - from, gy, rowAt, left, g.stride(), g.q(), run);
        }
        at += run;
      }
    };
  }

  /** out[i] = row[(left + i)/step] where step divides and the quotient is 0 … width−1, else 0. */
  private static void spreadRow(
      float[] out, int outAt, float[] gy, int rowAt, int left, int step, int width, int n) {
    if (step == 1) {
      copyRow(out, outAt, gy, rowAt, left, 1, width, n);
      return;
    }
    Arrays.fill(out, outAt, outAt + n, 0f);
    int q = left <= 0 ? 0 : (left + step - 1) / step;
    for (int i = q * step - left; i < n && q < width; i += step, q++) {
      out[outAt + i] = gy[rowAt + q];
    }
  }
}
