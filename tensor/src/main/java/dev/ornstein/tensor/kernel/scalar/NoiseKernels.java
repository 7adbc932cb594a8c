package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.Deviates;
import dev.ornstein.tensor.kernel.Philox;

/** Random numbers from counters; blocks of four words are spread over threads. */
final class NoiseKernels {
  /** Blocks of random words that are turned into numbers at once: 1 KiB, well inside L1. */
  private static final int BUFFERED_BLOCKS = 64;

  /** Blocks per chunk of parallel work: 8,192 numbers, some tens of microseconds. */
  private static final int GRAIN = 2048;

  /** Turns {@code words} into {@code count} numbers of {@code out}. */
  @FunctionalInterface
  interface Law {
    void write(float[] out, int at, int[] words, int count);
  }

  private NoiseKernels() {}

  /** Uniform numbers in [lo, hi). */
  static Law uniform(float lo, float hi) {
    return (out, at, words, count) -> Deviates.uniform(out, at, words, 0, count, lo, hi);
  }

  /** Standard normal numbers, of whose last pair the second one may be left out. */
  static void normal(float[] out, int at, int[] words, int count) {
    Deviates.normal(out, at, words, 0, count / 2);
    if (count % 2 == 1) {
      float[] pair = new float[2];
      Deviates.normal(pair, 0, words, count - 1, 1);
      out[at + count - 1] = pair[0];
    }
  }

  /**
   * Fills the samples of {@code out}, as many as there are roots of four words.
   *
   * @param size elements of all samples
   */
  static void fill(
      Law law, float[] out, int outAt, int size, int[] roots, long firstBlock, Parallel parallel) {
    int samples = roots.length / Philox.WORDS;
    int elements = size / samples;
    int perSample = blocks(elements);
    parallel.forChunks(
        samples * perSample,
        GRAIN,
        (from, to) -> {
          int buffered = Math.min(BUFFERED_BLOCKS, Math.min(perSample, to - from));
          int[] words = new int[Philox.WORDS * buffered];
          for (int i = from; i < to; ) {
            int s = i / perSample;
            int b = i % perSample;
            int run = Math.min(perSample - b, to - i);
            int start = Philox.WORDS * b;
            int count = Math.min(elements - start, Philox.WORDS * run);
            draw(law, out, outAt + s * elements + start, count, words, roots, s, firstBlock + b);
            i += run;
          }
        });
  }

  /**
   * Numbers from the words of block {@code firstBlock} on, of the sequence of a sample.
   *
   * @param words room for some blocks
   */
  private static void draw(
      Law law, float[] out, int at, int n, int[] words, int[] roots, int sample, long firstBlock) {
    int r = Philox.WORDS * sample;
    for (int done = 0; done < n; done += words.length) {
      int count = Math.min(n - done, words.length);
      long first = firstBlock + done / Philox.WORDS;
      Philox.fill(
          words, 0, blocks(count), roots[r], roots[r + 1], first, roots[r + 2], roots[r + 3]);
      law.write(out, at + done, words, count);
    }
  }

  private static int blocks(int elements) {
    return elements / Philox.WORDS + (elements % Philox.WORDS == 0 ? 0 : 1);
  }
}
