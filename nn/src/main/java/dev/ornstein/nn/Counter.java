package dev.ornstein.nn;

/** An integer that belongs to a module's state, such as {@code num_batches_tracked}. */
public final class Counter {
  private final String name;
  private long value;

  Counter(String name) {
    this.name = name;
  }

  /** The name within its module. */
  public String name() {
    return name;
  }

  /** How often {@link #increment} was called since 0, or since the value that was set. */
  public long value() {
    return value;
  }

  /** Replaces the value. */
  public void set(long value) {
    this.value = value;
  }

  /** Adds 1. */
  public void increment() {
    value++;
  }
}
