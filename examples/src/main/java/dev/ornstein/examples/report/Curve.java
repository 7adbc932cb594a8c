package dev.ornstein.examples.report;

import java.util.Arrays;

/**
 * A line of a chart.
 *
 * @param name what the legend calls it
 * @param x positions, increasing
 * @param y heights, as many; NaN where there is none
 */
public record Curve(String name, double[] x, double[] y) {
  /** Checks that there is a height for every position. */
  public Curve {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "curve " + name + " has " + x.length + " positions and " + y.length + " heights");
    }
  }

  /**
   * This curve with at most {@code points} points: each is the mean of a run of neighbours, NaN
   * left out.
   */
  public Curve thinned(int points) {
    int n = Math.min(points, x.length);
    double[] thinX = new double[n];
    double[] thinY = new double[n];
    for (int i = 0; i < n; i++) {
      int from = (int) ((long) i * x.length / n);
      int to = (int) ((long) (i + 1) * x.length / n);
      thinX[i] = mean(x, from, to);
      thinY[i] = mean(y, from, to);
    }
    return new Curve(name, thinX, thinY);
  }

  /**
   * The mean over the neighbours of each point, which shows the trend of a noisy curve.
   *
   * @param reach how many neighbours on each side, as far as there are; NaN is left out
   */
  public Curve smoothed(int reach) {
    double[] sums = new double[y.length + 1];
    int[] counts = new int[y.length + 1];
    for (int i = 0; i < y.length; i++) {
      boolean there = !Double.isNaN(y[i]);
      sums[i + 1] = sums[i] + (there ? y[i] : 0);
      counts[i + 1] = counts[i] + (there ? 1 : 0);
    }
    double[] smooth = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      int from = Math.max(0, i - reach);
      int to = Math.min(y.length, i + reach + 1);
      int count = counts[to] - counts[from];
      smooth[i] = count == 0 ? Double.NaN : (sums[to] - sums[from]) / count;
    }
    return new Curve(name, x, smooth);
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to)
        .filter(v -> !Double.isNaN(v))
        .average()
        .orElse(Double.NaN);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Curve
        && ((Curve) o).name.equals(name)
        && Arrays.equals(((Curve) o).x, x)
        && Arrays.equals(((Curve) o).y, y);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(y);
  }

  @Override
  public String toString() {
    return "Curve " + name + " of " + x.length + " points";
  }
}
