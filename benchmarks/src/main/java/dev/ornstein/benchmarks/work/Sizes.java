package dev.ornstein.benchmarks.work;

import java.util.Arrays;

/** Positive numbers joined by hyphens, the core of every notation here. */
final class Sizes {
  private Sizes() {}

  /**
   * @param count how many numbers there must be
   * @throws IllegalArgumentException when there are others
   */
  static int[] parse(String text, int count) {
    if (!text.matches("[1-9]\\d*(-[1-9]\\d*){" + (count - 1) + "}")) {
      throw new IllegalArgumentException(
          count + " positive numbers joined by hyphens were expected; got \"" + text + "\"");
    }
    return Arrays.stream(text.split("-")).mapToInt(Integer::parseInt).toArray();
  }
}
