package dev.ornstein.tensor.kernel;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Inputs of cases. Java's own generator: the one under test is not needed to test kernels. */
final class Numbers {
  /** Extents that straddle the lanes of 4, 8 and 16 and the unrolled loops over them. */
  static final int[] AWKWARD = {1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 100, 207};

  private Numbers() {}

  /** Standard normal numbers. */
  static float[] normal(long seed, int... dims) {
    Random random = new Random(seed);
    float[] out = new float[size(dims)];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  /** Likewise, as a tensor. */
  static Tensor normal(Engine e, long seed, int... dims) {
    return e.of(normal(seed, dims), dims);
  }

  /** Numbers uniform in [lo, hi). */
  static float[] uniform(long seed, float lo, float hi, int... dims) {
    Random random = new Random(seed);
    float[] out = new float[size(dims)];
    for (int i = 0; i < out.length; i++) {
      out[i] = lo + (hi - lo) * random.nextFloat();
    }
    return out;
  }

  /** Small whole numbers, −3 … 3: many are equal. */
  static float[] whole(long seed, int... dims) {
    Random random = new Random(seed);
    float[] out = new float[size(dims)];
    for (int i = 0; i < out.length; i++) {
      out[i] = random.nextInt(7) - 3;
    }
    return out;
  }

  /** A copy with {@code value} at every {@code step}-th position from {@code first}. */
  static float[] with(float[] x, int first, int step, float value) {
    float[] out = x.clone();
    for (int i = first; i < out.length; i += step) {
      out[i] = value;
    }
    return out;
  }

  /** {@code x} followed by {@code more}. */
  static float[] join(float[] x, float... more) {
    float[] out = Arrays.copyOf(x, x.length + more.length);
    System.arraycopy(more, 0, out, x.length, more.length);
    return out;
  }

  /** Row numbers below {@code height}, in no order, some more than once. */
  static int[] index(long seed, int length, int height) {
    Random random = new Random(seed);
    return IntStream.range(0, length).map(i -> random.nextInt(height)).toArray();
  }

  static int size(int... dims) {
    int n = 1;
    for (int d : dims) {
      n *= d;
    }
    return n;
  }
}
