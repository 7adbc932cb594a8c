package dev.ornstein.benchmarks.peers;

/** Something to be timed, with its operands. */
public interface Work extends AutoCloseable {
  /** What a call needs anew each time; it is not timed. */
  default void prepare() {}

  /** What is timed. */
  void call();

  @Override
  default void close() {}
}
