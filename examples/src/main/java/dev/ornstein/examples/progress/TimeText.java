package dev.ornstein.examples.progress;

import java.util.Locale;

/** Spans of time as people write them. */
public final class TimeText {
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;

  private TimeText() {}

  /** As a clock shows it: {@code 0:07}, {@code 12:30}, {@code 1:02:03}. */
  public static String clock(double seconds) {
    long s = Math.max(0, Math.round(seconds));
    if (s < HOUR) {
      return String.format(Locale.ROOT, "%d:%02d", s / MINUTE, s % MINUTE);
    }
    return String.format(Locale.ROOT, "%d:%02d:%02d", s / HOUR, s % HOUR / MINUTE, s % MINUTE);
  }

  /** In words: {@code 0.8 s}, {@code 45 s}, {@code 10 min 5 s}, {@code 2 h 3 min}. */
  public static String words(double seconds) {
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long s = Math.round(seconds);
    if (s < MINUTE) {
      return s + " s";
    }
    if (s < HOUR) {
      return s / MINUTE + " min" + (s % MINUTE == 0 ? "" : " " + s % MINUTE + " s");
    }
    long minutes = Math.round(seconds / MINUTE) % MINUTE;
    long hours = Math.round(seconds / MINUTE) / MINUTE;
    return hours + " h" + (minutes == 0 ? "" : " " + minutes + " min");
  }
}
