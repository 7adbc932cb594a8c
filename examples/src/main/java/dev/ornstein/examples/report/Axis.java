package dev.ornstein.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A scale from numbers to pixels, with round marks.
 *
 * @param low number at {@code from}
 * @param high number at {@code to}, greater than {@code low}
 * @param from pixel
 * @param to pixel
 * @param logarithmic whether equal ratios, not equal differences, have equal lengths; both numbers
 *     are then positive
 */
record Axis(double low, double high, double from, double to, boolean logarithmic) {
  private static final int MOST_MARKS = 7;
  private static final int FEWEST_MARKS = 3;

  /** An axis that shows {@code low} to {@code high}, or a little around one single number. */
  static Axis spanning(double low, double high, double from, double to, boolean logarithmic) {
    if (!(low < high)) {
      double around = low == 0 || Double.isNaN(low) ? 0 : low;
      double margin = around == 0 ? 1 : Math.abs(around) / 10;
      return new Axis(around - margin, around + margin, from, to, false);
    }
    return new Axis(low, high, from, to, logarithmic && low > 0);
  }

  /** The pixel of a number; numbers outside are drawn at the border. */
  double pixel(double value) {
    double share =
        logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return from + Math.max(0, Math.min(1, share)) * (to - from);
  }

  /**
   * Round numbers within the axis: a step of 1, 2 or 5 times a power of ten, or 1, 2, 5 each
   * decade.
   */
  List<Double> marks() {
    List<Double> marks = logarithmic ? decades() : steps();
    return marks.size() < FEWEST_MARKS ? steps() : marks;
  }

  private List<Double> steps() {
    double rough = (high - low) / MOST_MARKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double lead = rough / power;
    double step = power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    List<Double> marks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-9); i++) {
      marks.add(i * step);
    }
    return marks;
  }

  private List<Double> decades() {
    List<Double> marks = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(low));
    int last = (int) Math.ceil(Math.log10(high));
    int[] leads = last - first > 3 ? new int[] {1} : new int[] {1, 2, 5};
    for (int exponent = first; exponent <= last; exponent++) {
      for (int lead : leads) {
        double mark = lead * Math.pow(10, exponent);
        if (mark >= low && mark <= high) {
          marks.add(mark);
        }
      }
    }
    return marks;
  }

  /** A mark as text: no more digits than needed, thousands apart. */
  static String label(double mark) {
    double size = Math.abs(mark);
    if (size != 0 && (size < 1e-4 || size >= 1e7)) {
      return String.format(Locale.ROOT, "%.0e", mark).replace("e-0", "e-").replace("e+0", "e");
    }
    if (mark == Math.rint(mark)) {
      return String.format(Locale.ROOT, "%,.0f", mark);
    }
    return String.format(Locale.ROOT, "%.4f", mark).replaceAll("0+$", "");
  }
}
