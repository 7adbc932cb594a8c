package dev.ornstein.mnist.judge;

import java.util.Map;
import java.util.TreeMap;

/**
 * The Fréchet distance that real digits have. Statistics of few images are noisy, which adds about
 * c/n to the distance of n images; so real digits that the reference does not hold are not at 0
 * either, and a distance says something only beside that of equally many real digits.
 *
 * <p>It is a mean over sets of digits as they come, and no strict bound: single sets of 100 or
 * 1,000 differ from it by about a quarter or a fifth, and images in equal shares of the classes
 * have a somewhat smaller distance than images of random classes.
 *
 * <p>Between the tabulated counts the floor is interpolated linearly in 1/n. Outside them the line
 * through the two nearest counts goes on, never below 0.
 */
public final class FrechetFloor {
  private final TreeMap<Integer, Double> table;

  /**
   * @param table distance by number of images; at least two numbers of at least 2
   * @throws IllegalArgumentException when there are fewer, or a distance is negative or not finite
   */
  public FrechetFloor(Map<Integer, Double> table) {
    this.table = new TreeMap<>(table);
    if (this.table.size() < 2 || this.table.firstKey() < 2) {
      throw new IllegalArgumentException(
          "a floor needs two counts of at least 2 images, got " + table.keySet());
    }
    this.table.forEach(
        (n, floor) -> {
          if (!(floor >= 0) || Double.isInfinite(floor)) {
            throw new IllegalArgumentException(
                "the floor of " + n + " images must be a number of at least 0, got " + floor);
          }
        });
  }

  /** Distance by number of images, ascending; a copy. */
  public Map<Integer, Double> table() {
    return new TreeMap<>(table);
  }

  /** Whether the floor of {@code n} images is not from the table but beyond its ends. */
  public boolean isExtrapolated(int n) {
    return n < table.firstKey() || n > table.lastKey();
  }

  /**
   * The floor of {@code n} images: a + b/n through the two tabulated counts around n, or nearest.
   *
   * @param n at least 2
   */
  public double at(int n) {
    if (n < 2) {
      throw new IllegalArgumentException("a distance needs at least 2 images, got " + n);
    }
    Integer below = table.floorKey(n);
    Integer above = table.ceilingKey(n);
    if (below == null) {
      below = table.firstKey();
      above = table.higherKey(below);
    } else if (above == null || above.equals(below)) {
      above = below;
      below = above.equals(table.firstKey()) ? table.higherKey(above) : table.lowerKey(above);
    }
    double x = 1.0 / n;
    double x0 = 1.0 / below;
    double x1 = 1.0 / above;
    double share = (x - x0) / (x1 - x0);
    return Math.max(0, table.get(below) + share * (table.get(above) - table.get(below)));
  }
}
