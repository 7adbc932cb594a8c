package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;

import dev.ornstein.tensor.kernel.vector.ConvWays;
import java.util.ArrayList;
import java.util.List;

/** Cases of conv2d and its two adjoints. */
final class ConvCases {
  /** n, c, h, w, k, r, s, stride, pad, dilation, groups. */
  private static final int[][] GEOMETRIES = {
    {1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1}, // a product of two numbers
    {2, 3, 7, 8, 4, 3, 3, 1, 1, 1, 1},
    {1, 3, 9, 15, 5, 3, 3, 1, 0, 1, 1},
    {2, 4, 16, 17, 8, 3, 3, 1, 1, 1, 1},
    {1, 2, 3, 31, 7, 3, 3, 1, 1, 1, 1},
    {1, 5, 8, 33, 9, 3, 3, 1, 1, 1, 1},
    {1, 2, 5, 100, 3, 3, 3, 1, 1, 1, 1},
    {1, 1, 3, 207, 2, 3, 3, 1, 1, 1, 1},
    {1, 17, 6, 6, 33, 3, 3, 1, 1, 1, 1},
    {1, 31, 7, 7, 16, 3, 3, 1, 1, 1, 1},
    {2, 16, 28, 28, 32, 3, 3, 1, 1, 1, 1}, // as in the networks
    {3, 32, 14, 14, 15, 3, 3, 1, 1, 1, 1},
    {3, 16, 7, 9, 17, 3, 3, 1, 1, 1, 1}, // the last tiles of 4×4 are cut off
    {1, 17, 9, 11, 16, 3, 3, 1, 0, 1, 1},
    {17, 33, 7, 7, 16, 3, 3, 1, 2, 1, 1}, // images that share a task
    {2, 65, 12, 5, 32, 3, 3, 1, 1, 1, 1},
    {2, 16, 14, 14, 64, 3, 3, 1, 1, 1, 1}, // blocks of 64 channels
    {3, 20, 9, 7, 66, 3, 3, 1, 1, 1, 1},
    {1, 70, 4, 7, 20, 3, 3, 1, 1, 1, 1}, // of fewer tiles than such a block's rows
    {1, 20, 4, 7, 70, 3, 3, 1, 1, 1, 1},
    {5, 9, 7, 7, 31, 3, 3, 1, 1, 1, 1},
    {9, 16, 5, 5, 17, 3, 3, 1, 1, 1, 1}, // images that tiles fit badly
    {3, 33, 6, 6, 16, 3, 3, 1, 1, 1, 1},
    {3, 16, 3, 3, 31, 3, 3, 1, 1, 1, 1},
    {17, 31, 2, 2, 33, 3, 3, 1, 1, 1, 1},
    {2, 17, 1, 9, 16, 3, 3, 1, 1, 1, 1},
    {2, 16, 9, 1, 33, 3, 3, 1, 1, 1, 1},
    {3, 17, 1, 1, 16, 3, 3, 1, 1, 1, 1},
    {2, 16, 1, 2, 16, 3, 3, 1, 2, 1, 1},
    {2, 33, 4, 3, 17, 3, 3, 1, 0, 1, 1}, // a single column of outputs
    {1, 1, 17, 16, 16, 3, 3, 1, 1, 1, 1}, // few channels on one side
    {1, 16, 15, 17, 1, 3, 3, 1, 1, 1, 1},
    {2, 8, 33, 31, 16, 3, 3, 1, 1, 1, 1},
    {2, 16, 15, 17, 8, 3, 3, 1, 1, 1, 1},
    {2, 7, 7, 9, 33, 3, 3, 1, 1, 1, 1},
    {2, 7, 9, 9, 5, 1, 1, 1, 0, 1, 1}, // 1×1
    {1, 100, 5, 3, 3, 1, 1, 1, 0, 1, 1},
    {1, 5, 28, 28, 6, 1, 1, 1, 0, 1, 1}, // an image in pieces, the last of a part of a panel
    {3, 9, 14, 14, 5, 1, 1, 1, 0, 1, 1},
    {17, 131, 7, 7, 9, 1, 1, 1, 0, 1, 1},
    {16, 3, 23, 25, 5, 1, 1, 1, 0, 1, 1}, // by way of work space
    {2, 3, 9, 8, 4, 1, 1, 2, 0, 1, 1}, // 1×1 that skips
    {1, 3, 12, 11, 4, 5, 5, 1, 2, 1, 1}, // larger kernels
    {1, 2, 15, 16, 3, 7, 7, 1, 3, 1, 1},
    {1, 2, 9, 15, 3, 1, 5, 1, 2, 1, 1}, // not square
    {1, 2, 15, 9, 3, 5, 1, 1, 2, 1, 1},
    {1, 2, 8, 9, 3, 2, 3, 1, 0, 1, 1},
    {2, 4, 8, 8, 3, 2, 2, 2, 0, 1, 1}, // the transposed convolution of the U-Net
    {2, 8, 14, 14, 16, 2, 2, 2, 0, 1, 1},
    {2, 3, 16, 17, 4, 3, 3, 2, 1, 1, 1}, // strides
    {1, 3, 8, 10, 4, 3, 3, 3, 0, 1, 1}, // last rows and columns unused
    {1, 2, 17, 33, 3, 2, 2, 3, 1, 1, 1}, // gaps between the windows
    {1, 2, 16, 15, 3, 4, 4, 2, 1, 1, 1},
    {2, 16, 15, 17, 32, 3, 3, 2, 1, 1, 1}, // strides, and channels that fill vectors
    {3, 12, 14, 14, 30, 2, 2, 2, 0, 1, 1},
    {19, 31, 7, 7, 16, 3, 3, 2, 1, 1, 1},
    {17, 16, 6, 4, 48, 4, 4, 2, 1, 1, 1},
    {1, 13, 8, 10, 16, 3, 3, 3, 0, 1, 1}, // last rows and columns unused
    {1, 16, 17, 33, 15, 2, 2, 3, 1, 1, 1}, // gaps between the windows
    {2, 16, 13, 15, 16, 3, 2, 2, 2, 2, 1}, // dilation, too
    {1, 16, 39, 60, 16, 5, 5, 2, 2, 1, 1}, // a large image
    {1, 3, 9, 16, 4, 3, 3, 1, 2, 2, 1}, // dilation
    {1, 3, 13, 15, 4, 3, 3, 1, 0, 3, 1},
    {2, 2, 15, 17, 3, 3, 2, 2, 3, 2, 1},
    {2, 4, 8, 9, 6, 3, 3, 1, 1, 1, 2}, // groups
    {1, 9, 7, 7, 6, 3, 3, 1, 1, 1, 3},
    {2, 8, 9, 8, 8, 3, 3, 1, 1, 1, 8}, // depthwise
    {1, 3, 9, 8, 9, 3, 3, 2, 1, 1, 3}, // depthwise with a multiplier
    {1, 4, 12, 13, 6, 3, 3, 2, 2, 2, 2},
    {1, 1, 2, 2, 2, 3, 3, 1, 1, 1, 1}, // kernel larger than the image
    {1, 2, 3, 3, 2, 3, 3, 1, 4, 1, 1}, // outputs that see padding only
    {1, 2, 5, 5, 3, 5, 5, 1, 0, 1, 1}, // fits exactly
    {0, 2, 5, 5, 3, 3, 3, 1, 1, 1, 1}, // no images
    {0, 16, 8, 8, 16, 3, 3, 2, 1, 1, 1},
    {0, 16, 8, 8, 16, 3, 3, 1, 1, 1, 1},
    {0, 96, 7, 7, 96, 3, 3, 1, 1, 1, 1},
  };

  private ConvCases() {}

  static List<ConvShape> geometries() {
    List<ConvShape> all = new ArrayList<>();
    for (int[] g : GEOMETRIES) {
      all.add(new ConvShape(g[0], g[1], g[2], g[3], g[4], g[5], g[6], g[7], g[8], g[9], g[10]));
    }
    return all;
  }

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (ConvShape g : geometries()) {
      cases.add(forward(g, false, false));
      cases.add(forward(g, true, false));
      cases.add(forward(g, true, true));
      cases.add(inputGrad(g, false));
      cases.add(inputGrad(g, true));
      cases.add(weightGrad(g));
      cases.add(grads(g));
      cases.add(transposedGrads(g));
      if (g.n() > 0 && !ofTiles(g)) {
        cases.add(forwardOfNaN(g));
      }
    }
    return cases;
  }

  private static KernelCase forward(ConvShape g, boolean biased, boolean added) {
    KernelCase c =
        KernelCase.of("conv2d", g + (biased ? " with bias" : "") + (added ? " and addend" : ""))
            .out(yDims(g))
            .in(normal(11, xDims(g)), xDims(g))
            .in(normal(12, wDims(g)), wDims(g));
    if (biased) {
      c.in(normal(13, g.k()), g.k());
    }
    if (added) {
      c.in(normal(18, yDims(g)), yDims(g));
    }
    long terms = (long) g.cg() * g.r() * g.s() + 2;
    return c.call(
            (k, t) -> k.conv2d(t[0], t[1], t[2], biased ? t[3] : null, added ? t[4] : null, g))
        .expect(
            v -> {
              Expected y = Expected.of(Numbers.size(yDims(g)));
              for (int i = 0; biased && i < y.values().length; i++) {
                y.add(i, v[3][i / (g.p() * g.q()) % g.k()]);
              }
              if (added) {
                addAll(y, v[4]);
              }
              forEachProduct(g, (yi, xi, wi) -> y.add(yi, v[1][xi] * v[2][wi]));
              return new Expected[] {y};
            })
        .within(Tolerance.sumOf(terms), v -> ofVector(ConvWays.forward(v, g), terms));
  }

  /** Whether Winograd's tiles may serve, which hand a NaN to all outputs of a tile. */
  private static boolean ofTiles(ConvShape g) {
    return g.r() == 3 && g.s() == 3 && g.stride() == 1;
  }

  /** A pixel that is NaN reaches the outputs that see it, and no others. */
  private static KernelCase forwardOfNaN(ConvShape g) {
    int pixels = Numbers.size(xDims(g));
    float[] x = normal(27, pixels);
    x[pixels / 2] = Float.NaN;
    return KernelCase.of("conv2d", g + " with NaN")
        .out(yDims(g))
        .in(x, xDims(g))
        .in(normal(28, wDims(g)), wDims(g))
        .call((k, t) -> k.conv2d(t[0], t[1], t[2], null, null, g))
        .expect(
            v -> {
              Expected y = Expected.of(Numbers.size(yDims(g)));
              forEachProduct(g, (yi, xi, wi) -> y.add(yi, v[1][xi] * v[2][wi]));
              return new Expected[] {y};
            })
        .within(Tolerance.sumOf((long) g.cg() * g.r() * g.s()));
  }

  private static KernelCase inputGrad(ConvShape g, boolean biased) {
    KernelCase c =
        KernelCase.of("conv2dInputGrad", g + (biased ? " with bias" : ""))
            .out(xDims(g))
            .in(normal(14, yDims(g)), yDims(g))
            .in(normal(15, wDims(g)), wDims(g));
    if (biased) {
      c.in(normal(18, g.c()), g.c());
    }
    return c.call((k, t) -> k.conv2dInputGrad(t[0], t[1], t[2], biased ? t[3] : null, g))
        .expect(
            v -> {
              Expected gx = Expected.of(Numbers.size(xDims(g)));
              for (int i = 0; biased && i < gx.values().length; i++) {
                gx.add(i, v[3][i / (g.h() * g.w()) % g.c()]);
              }
              forEachProduct(g, (yi, xi, wi) -> gx.add(xi, v[1][yi] * v[2][wi]));
              return new Expected[] {gx};
            })
        .within(
            Tolerance.sumOf((long) g.kg() * g.r() * g.s() + 1),
            v -> ofVector(ConvWays.inputGrad(v, g), (long) g.kg() * g.r() * g.s() + 1));
  }

  private static KernelCase weightGrad(ConvShape g) {
    return KernelCase.of("conv2dWeightGrad", g)
        .out(wDims(g))
        .in(normal(16, xDims(g)), xDims(g))
        .in(normal(17, yDims(g)), yDims(g))
        .call((k, t) -> k.conv2dWeightGrad(t[0], t[1], t[2], g))
        .expect(
            v -> {
              Expected gw = Expected.of(Numbers.size(wDims(g)));
              forEachProduct(g, (yi, xi, wi) -> gw.add(wi, v[1][xi] * v[2][yi]));
              return new Expected[] {gw};
            })
        .within(
            Tolerance.sumOf((long) g.n() * g.p() * g.q()),
            v -> ofVector(ConvWays.weightGrad(v, g), (long) g.n() * g.p() * g.q()));
  }

  /** Of the gradients the one with the larger error says how near both must be. */
  private static KernelCase grads(ConvShape g) {
    long ofX = (long) g.kg() * g.r() * g.s();
    long ofW = (long) g.n() * g.p() * g.q();
    long terms = Math.max(ofX, ofW);
    return KernelCase.of("conv2dGrads", g)
        .out(xDims(g))
        .out(wDims(g))
        .out(g.k())
        .in(normal(19, xDims(g)), xDims(g))
        .in(normal(20, yDims(g)), yDims(g))
        .in(normal(21, wDims(g)), wDims(g))
        .in(normal(22, xDims(g)), xDims(g))
        .call((k, t) -> k.conv2dGrads(t[0], t[1], t[2], t[3], t[4], t[5], t[6], g))
        .expect(
            v -> {
              Expected gx = Expected.of(Numbers.size(xDims(g)));
              Expected gw = Expected.of(Numbers.size(wDims(g)));
              Expected gb = channelSums(v[4], g.k(), g.p() * g.q());
              forEachProduct(g, (yi, xi, wi) -> gx.add(xi, v[4][yi] * v[5][wi]));
              forEachProduct(g, (yi, xi, wi) -> gw.add(wi, v[3][xi] * v[4][yi]));
              addAll(gx, v[6]);
              return new Expected[] {gx, gw, gb};
            })
        .within(
            Tolerance.sumOf(terms),
            v -> ofVector(Math.max(ConvWays.inputGrad(v, g), ConvWays.weightGrad(v, g)), terms));
  }

  /** As {@link #grads}. */
  private static KernelCase transposedGrads(ConvShape g) {
    long ofY = (long) g.cg() * g.r() * g.s() + 1;
    long ofW = (long) g.n() * g.p() * g.q();
    long terms = Math.max(Math.max(ofY, ofW), (long) g.n() * g.h() * g.w());
    return KernelCase.of("conv2dTransposedGrads", g)
        .out(yDims(g))
        .out(wDims(g))
        .out(g.c())
        .in(normal(23, yDims(g)), yDims(g))
        .in(normal(24, xDims(g)), xDims(g))
        .in(normal(25, wDims(g)), wDims(g))
        .in(normal(26, yDims(g)), yDims(g))
        .call((k, t) -> k.conv2dTransposedGrads(t[0], t[1], t[2], t[3], t[4], t[5], t[6], g))
        .expect(
            v -> {
              Expected gy = Expected.of(Numbers.size(yDims(g)));
              Expected gw = Expected.of(Numbers.size(wDims(g)));
              Expected gb = channelSums(v[4], g.c(), g.h() * g.w());
              forEachProduct(g, (yi, xi, wi) -> gy.add(yi, v[4][xi] * v[5][wi]));
              forEachProduct(g, (yi, xi, wi) -> gw.add(wi, v[3][yi] * v[4][xi]));
              addAll(gy, v[6]);
              return new Expected[] {gy, gw, gb};
            })
        .within(
            Tolerance.sumOf(terms),
            v -> ofVector(Math.max(ConvWays.forward(v, g), ConvWays.weightGrad(v, g)), terms));
  }

  private static void addAll(Expected to, double[] x) {
    for (int i = 0; i < x.length; i++) {
      to.add(i, x[i]);
    }
  }

  /** Σ x over images and positions. */
  private static Expected channelSums(double[] x, int channels, int area) {
    Expected sums = Expected.of(channels);
    for (int i = 0; i < x.length; i++) {
      sums.add(i / area % channels, x[i]);
    }
    return sums;
  }

  /**
   * A sum by the way that vector kernels take.
   *
   * @param m rows of Winograd's tiles, 0 for the direct way
   */
  private static Tolerance ofVector(int m, long length) {
    switch (m) {
      case 0:
        return Tolerance.sumOf(length);
      case 2:
        return Tolerance.winograd2(length);
      default:
        return Tolerance.winograd4(length);
    }
  }

  static int[] xDims(ConvShape g) {
    return new int[] {g.n(), g.c(), g.h(), g.w()};
  }

  static int[] wDims(ConvShape g) {
    return new int[] {g.k(), g.cg(), g.r(), g.s()};
  }

  static int[] yDims(ConvShape g) {
    return new int[] {g.n(), g.k(), g.p(), g.q()};
  }

  /** One product x·w that contributes to one y. */
  @FunctionalInterface
  private interface Product {
    void visit(int y, int x, int w);
  }

  /** The seven loops of the definition. The three maps of a convolution are sums over these. */
  private static void forEachProduct(ConvShape g, Product product) {
    int w = 0;
    for (int k = 0; k < g.k(); k++) {
      for (int c = 0; c < g.cg(); c++) {
        for (int r = 0; r < g.r(); r++) {
          for (int s = 0; s < g.s(); s++, w++) {
            for (int n = 0; n < g.n(); n++) {
              for (int p = 0; p < g.p(); p++) {
                for (int q = 0; q < g.q(); q++) {
                  int row = p * g.stride() - g.pad() + r * g.dilation();
                  int column = q * g.stride() - g.pad() + s * g.dilation();
                  if (row >= 0 && row < g.h() && column >= 0 && column < g.w()) {
                    int channel = k / g.kg() * g.cg() + c;
                    int x = ((n * g.c() + channel) * g.h() + row) * g.w() + column;
                    int y = ((n * g.k() + k) * g.p() + p) * g.q() + q;
                    product.visit(y, x, w);
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
