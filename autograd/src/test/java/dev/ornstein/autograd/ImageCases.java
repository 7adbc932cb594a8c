package dev.ornstein.autograd;

import static dev.ornstein.autograd.Samples.awayFromZero;
import static dev.ornstein.autograd.Samples.normal;
import static dev.ornstein.autograd.Samples.spaced;

import dev.ornstein.autograd.op.AvgPoolGrad;
import dev.ornstein.autograd.op.Conv2dWeightGrad;
import dev.ornstein.autograd.op.MaxPick;
import dev.ornstein.autograd.op.MaxScatter;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.PoolShape;
import dev.ornstein.tensor.op.Convolution.Geometry;
import dev.ornstein.tensor.op.Pooling;
import java.util.ArrayList;
import java.util.List;

/** Convolution and pooling. */
final class ImageCases {
  private final List<OpCase> cases = new ArrayList<>();

  static List<OpCase> all() {
    ImageCases c = new ImageCases();
    c.convolutions();
    c.normed();
    c.pools();
    return c.cases;
  }

  private void convolutions() {
    convolution("1×1", 2, 3, 5, 4, 4, 1, new Geometry(1, 0, 1, 1));
    convolution("3×3", 2, 3, 4, 7, 9, 3, new Geometry(1, 1, 1, 1));
    convolution("3×3 wide", 3, 8, 17, 14, 14, 3, new Geometry(1, 1, 1, 1));
    convolution("3×3 one channel", 2, 1, 1, 8, 8, 3, new Geometry(1, 1, 1, 1));
    convolution("no padding", 1, 2, 3, 6, 5, 3, new Geometry(1, 0, 1, 1));
    convolution("stride 2", 2, 3, 4, 8, 9, 3, new Geometry(2, 1, 1, 1));
    convolution("stride 2, 4×4", 2, 2, 3, 8, 8, 4, new Geometry(2, 1, 1, 1));
    convolution("stride 3 with rest", 1, 2, 3, 9, 10, 2, new Geometry(3, 0, 1, 1));
    convolution("dilation 2", 2, 2, 3, 9, 9, 3, new Geometry(1, 2, 2, 1));
    convolution("two groups", 2, 4, 6, 6, 6, 3, new Geometry(1, 1, 1, 2));
    convolution("depthwise 7×7", 2, 4, 4, 9, 9, 7, new Geometry(1, 3, 1, 4));
    convolution("groups, stride and dilation", 1, 4, 2, 11, 12, 3, new Geometry(2, 2, 2, 2));
    transposed("2×2 stride 2", 2, 4, 3, 5, 5, 2, new Geometry(2, 0, 1, 1), 0);
    transposed("3×3 stride 2", 2, 3, 4, 4, 5, 3, new Geometry(2, 1, 1, 1), 1);
    transposed("4×4 stride 2", 1, 2, 3, 7, 7, 4, new Geometry(2, 1, 1, 1), 0);
    transposed("two groups", 1, 4, 2, 5, 4, 3, new Geometry(1, 1, 1, 2), 0);
    transposed("wide", 3, 17, 8, 14, 14, 2, new Geometry(2, 0, 1, 1), 0);
  }

  private void convolution(String what, int n, int c, int k, int h, int w, int r, Geometry g) {
    int terms = Math.max(c * r * r, n * h * w);
    int[] x = {n, c, h, w};
    int[] weights = {k, c / g.groups(), r, r};
    cases.add(
        new OpCase(
            "conv2d/" + what,
            terms,
            v -> Ops.conv2d(v[0], v[1], v[2], g),
            e -> new Tensor[] {normal(e, x), normal(e, weights), normal(e, k)}));
    cases.add(
        new OpCase(
            "conv2d/" + what + ", no bias",
            terms,
            v -> Ops.conv2d(v[0], v[1], null, g),
            e -> new Tensor[] {normal(e, x), normal(e, weights)}));
    int p = (h + 2 * g.pad() - g.dilation() * (r - 1) - 1) / g.stride() + 1;
    int q = (w + 2 * g.pad() - g.dilation() * (r - 1) - 1) / g.stride() + 1;
    cases.add(
        new OpCase(
            "conv2d/" + what + ", addend",
            terms,
            v -> Ops.conv2d(v[0], v[1], null, v[2], g),
            e -> new Tensor[] {normal(e, x), normal(e, weights), normal(e, n, k, p, q)}));
    cases.add(
        new OpCase(
            "conv2dWeightGrad/" + what,
            terms,
            v -> Conv2dWeightGrad.of(v[0], v[1], Shape.of(weights), g),
            e -> new Tensor[] {normal(e, x), normal(e, n, k, p, q)}));
  }

  /**
   * Normalisation within a convolution, where vector kernels have it (4×4: always), or in steps.
   */
  private void normed() {
    Geometry padded = Geometry.padded(1);
    for (Activation act : new Activation[] {Activation.NONE, Activation.SILU}) {
      for (boolean perSample : new boolean[] {false, true}) {
        normed(act, perSample, 2, 6, 5, 4, 2, padded);
        normed(act, perSample, 3, 16, 16, 7, 4, padded);
      }
    }
    normed(Activation.SILU, true, 2, 6, 5, 8, 3, new Geometry(2, 1, 1, 1));
  }

  private void normed(
      Activation act, boolean perSample, int n, int c, int k, int size, int groups, Geometry g) {
    int[] scales = perSample ? new int[] {n, c} : new int[] {c};
    int p = (size + 2 * g.pad() - 3) / g.stride() + 1;
    int[] x = {n, c, size, size};
    cases.add(
        new OpCase(
            "normConv2d/" + act + " " + Shape.of(x) + ", scales " + Shape.of(scales),
            Math.max(9 * c, n * size * size),
            v -> Ops.conv2d(new Normed(v[0], v[1], v[2], groups, 1e-3f, act), v[3], v[4], v[5], g),
            e ->
                new Tensor[] {
                  normal(e, x),
                  awayFromZero(e, scales),
                  normal(e, scales),
                  normal(e, k, c, 3, 3),
                  normal(e, k),
                  normal(e, n, k, p, p)
                }));
  }

  private void transposed(
      String what, int n, int in, int out, int h, int w, int r, Geometry g, int outputPad) {
    cases.add(
        new OpCase(
            "conv2dInputGrad/" + what,
            Math.max(in * r * r, n * h * w * 4),
            v -> Ops.convTranspose2d(v[0], v[1], v[2], g, outputPad),
            e ->
                new Tensor[] {
                  normal(e, n, in, h, w), normal(e, in, out / g.groups(), r, r), normal(e, out)
                }));
  }

  private void pools() {
    int[][] geometries = { // size, stride, N, C, H, W
      {2, 2, 2, 3, 4, 6},
      {2, 2, 1, 2, 7, 5},
      {3, 2, 2, 2, 7, 9},
      {3, 1, 1, 2, 5, 5},
      {2, 2, 8, 32, 16, 16},
    };
    for (int[] g : geometries) {
      pool(g[0], g[1], g[2], g[3], g[4], g[5]);
    }
  }

  private void pool(int size, int stride, int... dims) {
    String what = size + " every " + stride + " of " + Shape.of(dims);
    Shape x = Shape.of(dims);
    PoolShape s = Pooling.shape(x, size, stride);
    int[] pooled = {dims[0], dims[1], s.p(), s.q()};
    cases.add(
        new OpCase(
            "maxPool/" + what,
            9,
            v -> Ops.maxPool(v[0], size, stride),
            e -> new Tensor[] {spaced(e, dims)}));
    cases.add(
        new OpCase(
            "maxPick/" + what,
            9,
            v -> MaxPick.of(v[0], places(v[0], size, stride, dims), size, stride),
            e -> new Tensor[] {normal(e, dims)}));
    cases.add(
        new OpCase(
            "maxScatter/" + what,
            9,
            v -> MaxScatter.of(v[0], places(v[0], size, stride, dims), x, size, stride),
            e -> new Tensor[] {normal(e, pooled)}));
    cases.add(
        new OpCase(
            "avgPool/" + what,
            9,
            v -> Ops.avgPool(v[0], size, stride),
            e -> new Tensor[] {normal(e, dims)}));
    cases.add(
        new OpCase(
            "avgPoolGrad/" + what,
            9,
            v -> AvgPoolGrad.of(v[0], x, size, stride),
            e -> new Tensor[] {normal(e, pooled)}));
  }

  /** Some place in each window. */
  private static Tensor places(Var v, int size, int stride, int... dims) {
    return Pooling.max(spaced(v.engine(), dims), size, stride).argmax();
  }
}
