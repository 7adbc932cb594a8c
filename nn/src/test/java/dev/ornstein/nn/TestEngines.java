package dev.ornstein.nn;

import dev.ornstein.tensor.Engine;

/** Engines for tests. */
public final class TestEngines {
  private TestEngines() {}

  /**
   * The fastest kernels of this JVM on {@code threads} threads, without a word when they are slow.
   */
  public static Engine withThreads(int threads) {
    return Engine.create("auto", threads, line -> {});
  }
}
