package dev.ornstein.mnist.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;

/** A file of PyTorch's numbers, made by {@code src/test/golden/make_golden.py}. */
final class Golden {
  /** How many elements of a larger tensor the files hold, evenly spread. */
  private static final int SAMPLED = 512;

  private final StateDict numbers;

  Golden(String file, Engine engine) {
    numbers = StateDict.read(path(file), engine);
  }

  static Path path(String file) {
    try {
      return Path.of(Golden.class.getResource("/golden/" + file).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  StateDict numbers() {
    return numbers;
  }

  /**
   * Elements of PyTorch's tensor: row {@code row} of what is stored, or all when it is negative.
   */
  float[] theirs(String name, int row) {
    Tensor t = numbers.tensor(name);
    return row < 0 ? t.toArray() : t.window(row * t.dim(1), t.shape().with(0, 1)).toArray();
  }

  /** The elements of ours that the files hold: every k-th, at most 512. */
  static float[] sampled(Tensor ours) {
    int step = Math.max(1, (ours.size() + SAMPLED - 1) / SAMPLED);
    float[] out = new float[(ours.size() + step - 1) / step];
    for (int i = 0; i < out.length; i++) {
      out[i] = ours.get(i * step);
    }
    return out;
  }

  /** What a comparison found; zeros where nothing was compared. */
  record Difference(double largest, double norm, double theirNorm) {
    /** ‖ours − theirs‖/‖theirs‖. */
    double relative() {
      return norm / theirNorm;
    }
  }

  static Difference compare(String name, float[] ours, float[] theirs) {
    assertEquals(theirs.length, ours.length, name);
    double largest = 0;
    double norm = 0;
    double theirNorm = 0;
    for (int i = 0; i < ours.length; i++) {
      double d = Math.abs((double) ours[i] - theirs[i]);
      assertTrue(d < Double.POSITIVE_INFINITY, name + " is not finite at " + i);
      largest = Math.max(largest, d);
      norm += d * d;
      theirNorm += (double) theirs[i] * theirs[i];
    }
    return new Difference(largest, Math.sqrt(norm), Math.sqrt(theirNorm));
  }

  static void print(String name, Difference d) {
    System.out.printf(
        Locale.ROOT, "%-48s max %.2e  relative %.2e%n", name, d.largest(), d.relative());
  }
}
