package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.GroupNormed;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * Group normalisation of one image at a time whose channels are innermost, as convolutions by tiles
 * have it: [pixel][channel] from {@link Scratch#START} on, channels filled up to whole vectors.
 * Constants and sums are a channel's in each lane, so that short planes cost no more than long
 * ones; along planes each would have constants to load, sums to add across lanes and an end that is
 * no whole vector.
 */
final class ImageNorm {
  /** Pixels whose contributions are added lane by lane before they go to the totals. */
  private static final int RUN = 256;

  /** Where the sums of a run stand behind the constants of a vector of channels: two vectors. */
  private static final int PART = NormLoops.CONSTANTS;

  /** Where the totals stand, likewise. */
  private static final int TOTAL = PART + 2 * L;

  /** Distance between the constants of two vectors of channels. */
  private static final int NEXT = TOTAL + 2 * L;

  private final GroupNormed of;

  /** Channels of an image, and filled up. */
  private final int channels;

  private final int wide;
  private final int area;

  /** Groups of an image, and channels of a group. */
  private final int groups;

  private final int each;

  /**
   * @param s of a convolution that has n images of what is normalised
   */
  ImageNorm(GroupNormed of, ConvShape s) {
    this.of = of;
    this.channels = s.c();
    this.wide = MicroKernel.padded(channels);
    this.area = s.h() * s.w();
    this.groups = of.s().n() * of.s().groups() / s.n();
    this.each = channels / groups;
  }

  private float[] constants() {
    return Scratch.get(Slot.NORM, wide / L * NEXT);
  }

  /** Where a constant or sum of channel c stands. */
  private static int at(int c, int what) {
    return START + c / L * NEXT + what + c % L;
  }

  /** Sets a constant of all channels of group g. */
  private void set(float[] k, int g, int what, float value) {
    for (int c = g * each; c < (g + 1) * each; c++) {
      k[at(c, what)] = value;
    }
  }

  /** The sum of the totals of group g, or of their second vector. */
  private double total(float[] k, int g, int second) {
    double sum = 0;
    for (int c = g * each; c < (g + 1) * each; c++) {
      sum += k[at(c, TOTAL + second)];
    }
    return sum;
  }

  /** act(z) of image i in place, and its means and rstds. */
  void forward(float[] x, int i) {
    float[] k = constants();
    Arrays.fill(k, START, START + wide / L * NEXT, 0f);
    double size = (double) each * area;
    deviations(x, k);
    for (int g = 0; g < groups; g++) {
      float mu = (float) (total(k, g, 0) / size);
      of.mean().array()[of.mean().offset() + i * groups + g] = mu;
      set(k, g, NormLoops.MEAN, mu);
    }
    deviations(x, k);
    for (int g = 0; g < groups; g++) {
      float rho = (float) (1.0 / Math.sqrt(total(k, g, L) / size + of.epsilon()));
      of.rstd().array()[of.rstd().offset() + i * groups + g] = rho;
    }
    affine(k, i);
    activate(x, x, k);
  }

  /** The constants of z for image i, whose means and rstds there are. */
  private void affine(float[] k, int i) {
    int c0 = i * channels % of.s().c();
    for (int g = 0; g < groups; g++) {
      float mu = of.mean().get(i * groups + g);
      float rho = of.rstd().get(i * groups + g);
      for (int c = g * each; c < (g + 1) * each; c++) {
        k[at(c, NormLoops.MEAN)] = mu;
        k[at(c, NormLoops.SCALE)] = of.gamma().get(c0 + c) * rho;
        k[at(c, NormLoops.SHIFT)] = of.beta().get(c0 + c);
      }
    }
  }

  private void activate(float[] y, float[] x, float[] k) {
    for (int c = 0; c < wide; c += L) {
      NormLoops.forward(of.act(), y, START + c, x, START + c, wide, area, k, at(c, 0));
    }
  }

  /** The totals of x − mean and its square. */
  private void deviations(float[] x, float[] k) {
    for (int c = 0; c < wide; c += L) {
      int k0 = at(c, 0);
      clear(k, k0 + TOTAL);
      for (int p = 0; p < area; p += RUN) {
        int count = Math.min(RUN, area - p);
        clear(k, k0 + PART);
        int from = START + p * wide + c;
        NormLoops.deviations(k, k0 + PART, x, from, wide, count, -1, k, k0);
        addPart(k, k0);
      }
    }
  }

  private static void clear(float[] k, int sums) {
    Arrays.fill(k, sums, sums + 2 * L, 0f);
  }

  private static void addPart(float[] k, int k0) {
    VectorElementwise.axpy(k, k0 + TOTAL, 1f, k, k0 + PART, 2 * L);
  }

  /**
   * The gradient of image i, and act(z) once more.
   *
   * @param g the gradient of act(z); becomes that of x
   * @param y receives act(z)
   * @param work of an image's size
   * @param sums receives Σ g·act′ of each channel, through all images, and behind those Σ g·act′·x̂
   */
  void grad(float[] g, float[] y, float[] x, float[] work, float[] sums, int i) {
    float[] k = constants();
    Arrays.fill(k, START, START + wide / L * NEXT, 0f);
    affine(k, i);
    boolean silu = of.act() == Activation.SILU;
    if (!silu) {
      activate(y, x, k);
    }
    for (int c = 0; c < wide; c += L) {
      int k0 = at(c, 0);
      int o = START + c;
      if (silu) {
        VectorMath.siluParts(y, o, work, o, x, o, wide, area, k, k0);
      }
      for (int p = 0; p < area; p += RUN) {
        int count = Math.min(RUN, area - p);
        int at = o + p * wide;
        clear(k, k0 + PART);
        if (silu) {
          NormLoops.siluSums(k, k0 + PART, work, at, y, at, g, at, x, at, wide, count, k, k0);
        } else {
          NormLoops.sums(of.act(), k, k0 + PART, g, at, g, at, x, at, wide, count, -1, k, k0);
        }
        addPart(k, k0);
      }
    }
    shares(k, sums, i);
    for (int c = 0; c < wide; c += L) {
      Activation rest = silu ? Activation.NONE : of.act(); // of SILU, work holds g·act′
      int o = START + c;
      NormLoops.grad(rest, g, o, silu ? work : g, o, x, o, wide, area, -1, k, at(c, 0));
    }
  }

  /** From the totals to the sums of channels, and the constants of the gradient of x. */
  private void shares(float[] k, float[] sums, int i) {
    double size = (double) each * area;
    for (int g = 0; g < groups; g++) {
      float rho = of.rstd().get(i * groups + g);
      double a = 0;
      double b = 0;
      for (int c = g * each; c < (g + 1) * each; c++) {
        float sum = k[at(c, TOTAL)];
        float dot = k[at(c, TOTAL + L)] * rho;
        sums[i * channels + c] = sum;
        sums[of.s().n() * of.s().c() + i * channels + c] = dot;
        float scale = k[at(c, NormLoops.SCALE)];
        a += (double) scale * sum;
        b += (double) scale * dot;
      }
      set(k, g, NormLoops.Q, (float) (a / size));
      set(k, g, NormLoops.R, (float) (b * rho / size));
    }
  }

  /** γ's and β's gradients, from the sums of all images. */
  void collect(Tensor gGamma, Tensor gBeta, float[] sums, Parallel parallel) {
    int n = of.s().n();
    int c = of.s().c();
    VectorReduce.sumColumns(gBeta.array(), gBeta.offset(), sums, 0, 1, n, c, parallel);
    VectorReduce.sumColumns(gGamma.array(), gGamma.offset(), sums, n * c, 1, n, c, parallel);
  }

  /** Floats that the sums of all channels of all images take. */
  int sums() {
    return 2 * of.s().n() * of.s().c();
  }
}
