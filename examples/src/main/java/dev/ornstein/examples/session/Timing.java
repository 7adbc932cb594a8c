package dev.ornstein.examples.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How long the parts of a run take. */
final class Timing {
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  /** Does a part and notes how long it took. */
  <T> T of(String part, Supplier<T> work) {
    long begin = System.nanoTime();
    T result = work.get();
    add(part, (System.nanoTime() - begin) / 1e9);
    return result;
  }

  void add(String part, double time) {
    seconds.merge(part, time, Double::sum);
  }

  /** Seconds by part, in order. */
  Map<String, Double> byName() {
    return seconds;
  }

  /** The present time, ISO 8601 in UTC. */
  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
