package dev.ornstein.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A file of PyTorch's numbers from {@code src/test/resources/golden}, made by {@code
 * src/test/golden/make_golden.py}, and the comparison with them.
 */
final class Golden {
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

  Tensor tensor(String name) {
    return numbers.tensor(name);
  }

  /**
   * Prints the largest difference of a tensor and fails when its error ‖ours − theirs‖/‖theirs‖ is
   * above the tolerance, or not a number.
   */
  void check(String name, Tensor ours, double tolerance) {
    Tensor theirs = tensor(name);
    assertEquals(theirs.shape(), ours.shape(), name);
    double error = 0;
    double norm = 0;
    double largest = 0;
    for (int i = 0; i < ours.size(); i++) {
      double d = ours.get(i) - theirs.get(i);
      error += d * d;
      norm += (double) theirs.get(i) * theirs.get(i);
      largest = Math.max(largest, Math.abs(d));
    }
    double relative = norm == 0 ? Math.sqrt(error) : Math.sqrt(error / norm);
    System.out.printf(
        Locale.ROOT,
        "%-44s %-18s max %.2e  relative %.2e%n",
        name,
        ours.shape(),
        largest,
        relative);
    assertTrue(
        relative <= tolerance, name + " differs from PyTorch by " + relative + " > " + tolerance);
  }
}
