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
   * This curve with at most {@code points} points: each is the mean of a run of neighbours, NaN left
   * out.
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
   * The running mean over a trailing window, which shows the trend of a noisy curve.
   *
   * @param window how many points it spans, at least 1; fewer at the beginning
   */
  public Curve smoothed(int window) {
    double[] smooth = new double[y.length];
    double sum = 0;
    int count = 0;
    for (int i = 0; i < y.length; i++) {
      if (!Double.isNaN(y[i])) {
        sum += y[i];
        count++;
      }
      if (i >= window && !Double.isNaN(y[i - window])) {
        sum -= y[i - window];
        count--;
      }
      smooth[i] = count == 0 ? Double.NaN : sum / count;
    }
    return new Curve(name, x, smooth);
  }

  /** The last height, NaN when there is none. */
  public double last() {
    return y.length == 0 ? Double.NaN : y[y.length - 1];
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
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
