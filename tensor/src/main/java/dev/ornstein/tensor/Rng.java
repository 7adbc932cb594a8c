package dev.ornstein.tensor;

import dev.ornstein.tensor.kernel.Backend;
import dev.ornstein.tensor.kernel.Deviates;
import dev.ornstein.tensor.kernel.Philox;
import java.nio.charset.StandardCharsets;

/**
 * Random numbers that are a function of where they are used. The generator is {@link Philox Philox
 * 4×32-10} of Salmon et al. (2011); its whole state is the triple (seed, stream, position), and the
 * same triple gives the same bits on every JVM, processor and thread count.
 *
 * <p>There are two ways to draw:
 *
 * <ul>
 *   <li><b>In sequence</b> ({@code next…}, {@link #permutation}, {@link #uniform(Tensor)}, {@link
 *       #normal(Tensor)}): numbers are taken from {@link #position()} on, which advances. One
 *       thread at a time.
 *   <li><b>By key</b> ({@link #normalKeyed(Tensor, long, long)}, {@link #uniformKeyed(Tensor, long,
 *       long)}): a number depends on (seed, stream, sample, step, index within the sample) only, so
 *       it does not matter how samples are grouped into batches or in which order they are drawn.
 *       The position is neither read nor moved; any number of threads.
 * </ul>
 *
 * <p><b>Layout.</b> Let P(k; c) be Philox with a key of two words and a counter of four, least
 * significant first; 64-bit values are written as two words.
 *
 * <pre>
 * root of a stream     (r0, r1, r2, r3) = P(seed; stream, stream, domain, 0)
 *                      domain = 1 for draws in sequence, 2 for draws by key
 * in sequence          words 4b … 4b+3  = P(r0, r1; b, b, r2, r3),         b = position / 4
 * root of a sample     (s0, s1, s2, s3) = P(r0, r1; sample, sample, step ⊕ r2, step ⊕ r3)
 * by key               words 4b … 4b+3  = P(s0, s1; b, kind, s2, s3)
 *                      kind = 0 for uniform numbers, 1 for normal ones
 * </pre>
 *
 * <p>P is a bijection for every key. So two streams of one seed never share a block in sequence,
 * and two (sample, step) pairs of one stream never share a block by key.
 */
public final class Rng {
  private static final int SEQUENTIAL = 1;
  private static final int KEYED = 2;

  private enum Kind {
    UNIFORM,
    NORMAL
  }

  private final long seed;
  private final long stream;
  private final int[] sequentialRoot;
  private final int[] keyedRoot;
  private final int[] block = new int[Philox.WORDS];
  private long blockNumber = -1;
  private long position;

  private Rng(long seed, long stream) {
    this.seed = seed;
    this.stream = stream;
    this.sequentialRoot = root(SEQUENTIAL);
    this.keyedRoot = root(KEYED);
  }

  /**
   * Stream 0 of a seed, at position 0.
   *
   * @param seed any number; near-by seeds give unrelated numbers
   */
  public static Rng of(long seed) {
    return new Rng(seed, 0);
  }

  /**
   * A stream by the number that {@link #stream()} returned, at position 0: with {@link #seek} this
   * restores a generator.
   */
  public static Rng of(long seed, long stream) {
    return new Rng(seed, stream);
  }

  /**
   * An independent stream of the same seed, at position 0, derived from this stream and {@code id}.
   * It does not depend on this generator's position. From stream 0, the stream's number is {@code
   * id}.
   */
  public Rng stream(long id) {
    return new Rng(seed, scramble(stream) ^ id);
  }

  /**
   * An independent stream of the same seed, at position 0, derived from this stream and the 64-bit
   * FNV-1a hash of {@code name}.
   */
  public Rng stream(String name) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    return stream(hash);
  }

  /** A bijection of 64 bits (the finaliser of MurmurHash 3) that leaves 0 as it is. */
  private static long scramble(long x) {
    long y = (x ^ x >>> 33) * 0xFF51AFD7ED558CCDL;
    y = (y ^ y >>> 33) * 0xC4CEB9FE1A85EC53L;
    return y ^ y >>> 33;
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  /** The number of this stream. */
  public long stream() {
    return stream;
  }

  /** How many 32-bit words of the sequence have been used or skipped. */
  public long position() {
    return position;
  }

  /**
   * Continues the sequence at a position that {@link #position()} returned.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public void seek(long position) {
    if (position < 0) {
      throw new IllegalArgumentException(
          "a position of a random sequence is at least 0, got " + position);
    }
    this.position = position;
  }

  /** 32 random bits; advances by 1. */
  public int nextInt() {
    long number = position / Philox.WORDS;
    if (number != blockNumber) {
      int[] r = sequentialRoot;
      Philox.fill(block, 0, 1, r[0], r[1], number, r[2], r[3]);
      blockNumber = number;
    }
    return block[(int) (position++ % Philox.WORDS)];
  }

  /**
   * A number in 0 … bound−1, all equally likely (Lemire, "Fast random integer generation in an
   * interval", 2019). Advances by 1, and by 1 more for each rejected word (fewer than bound in 2³²
   * are).
   *
   * @throws IllegalArgumentException when bound is below 1
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException(
          "the bound of a random integer is at least 1, got " + bound);
    }
    long product = (nextInt() & 0xFFFFFFFFL) * bound;
    if ((product & 0xFFFFFFFFL) < bound) {
      long unfair = (1L << 32) % bound;
      while ((product & 0xFFFFFFFFL) < unfair) {
        product = (nextInt() & 0xFFFFFFFFL) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /** 64 random bits; advances by 2. */
  public long nextLong() {
    long high = nextInt();
    return high << 32 | (nextInt() & 0xFFFFFFFFL);
  }

  /** A multiple of 2⁻²⁴ in [0, 1); advances by 1. */
  public float nextFloat() {
    return Deviates.uniform(nextInt());
  }

  /** A multiple of 2⁻⁵³ in [0, 1); advances by 2. */
  public double nextDouble() {
    int high = nextInt();
    return Deviates.uniform(high, nextInt());
  }

  /** A standard normal number; advances by 2. For many, {@link #normal(Tensor)} is faster. */
  public float nextGaussian() {
    int[] words = {nextInt(), nextInt()};
    float[] pair = new float[2];
    Deviates.normal(pair, 0, words, 0, 1);
    return pair[0];
  }

  /**
   * The numbers 0 … n−1 in random order, all orders equally likely (Fisher and Yates).
   *
   * @throws IllegalArgumentException when n is negative
   */
  public int[] permutation(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("a permutation has at least 0 elements, got " + n);
    }
    int[] p = new int[n];
    for (int i = 0; i < n; i++) {
      int j = nextInt(i + 1);
      p[i] = p[j];
      p[j] = i;
    }
    return p;
  }

  /**
   * Fills {@code out} with multiples of 2⁻²⁴ in [0, 1). The position is rounded up to a multiple of
   * 4 first and then advances by the number of elements, rounded up to a multiple of 4.
   */
  public void uniform(Tensor out) {
    uniform(out, 0, 1);
  }

  /**
   * Fills {@code out} with numbers in [lo, hi), in 2²⁴ steps; advances like {@link
   * #uniform(Tensor)}.
   *
   * @throws IllegalArgumentException unless lo &lt; hi and both are finite
   */
  public void uniform(Tensor out, float lo, float hi) {
    if (!(lo < hi) || Float.isInfinite(lo) || Float.isInfinite(hi)) {
      throw new IllegalArgumentException(
          "an interval of random numbers needs lo < hi, both finite; got [" + lo + ", " + hi + ")");
    }
    sequential(Kind.UNIFORM, out, lo, hi);
  }

  /**
   * Fills {@code out} with standard normal numbers (Box and Muller). The position is rounded up to
   * a multiple of 4 first and then advances by the number of elements, rounded up to a multiple of
   * 4.
   */
  public void normal(Tensor out) {
    sequential(Kind.NORMAL, out, 0, 1);
  }

  /**
   * Fills {@code out} with standard normal numbers by key; sample i of {@code out} is sample {@code
   * firstSample + i}.
   *
   * @param out of shape (N, …): N samples
   * @param firstSample the number of the first sample, any value
   * @param step tells apart the draws for one sample (a training or sampling step), any value
   */
  public void normalKeyed(Tensor out, long firstSample, long step) {
    keyed(Kind.NORMAL, out, firstSample, null, step);
  }

  /**
   * Fills {@code out} with standard normal numbers by key.
   *
   * @param out of shape (N, …): N samples
   * @param samples the numbers of the N samples
   * @param step tells apart the draws for one sample
   * @throws ShapeException when there are not N sample numbers
   */
  public void normalKeyed(Tensor out, long[] samples, long step) {
    keyed(Kind.NORMAL, out, 0, samples, step);
  }

  /**
   * Fills {@code out} with multiples of 2⁻²⁴ in [0, 1) by key; parameters as in {@link
   * #normalKeyed(Tensor, long, long)}, from which they are independent.
   */
  public void uniformKeyed(Tensor out, long firstSample, long step) {
    keyed(Kind.UNIFORM, out, firstSample, null, step);
  }

  /**
   * Fills {@code out} with multiples of 2⁻²⁴ in [0, 1) by key; parameters as in {@link
   * #normalKeyed(Tensor, long[], long)}, from which they are independent.
   */
  public void uniformKeyed(Tensor out, long[] samples, long step) {
    keyed(Kind.UNIFORM, out, 0, samples, step);
  }

  /**
   * One number for each sample, the same as {@link #uniformKeyed(Tensor, long[], long)} gives to
   * samples of one element. It stays on the host, for those who decide by it there.
   */
  public float[] uniformKeyed(long[] samples, long step) {
    float[] out = new float[samples.length];
    int[] words = new int[Philox.WORDS];
    for (int i = 0; i < out.length; i++) {
      int[] root = sampleRoot(samples[i], step);
      long block = (long) Kind.UNIFORM.ordinal() << 32;
      Philox.fill(words, 0, 1, root[0], root[1], block, root[2], root[3]);
      out[i] = Deviates.uniform(words[0]);
    }
    return out;
  }

  /** Seed, stream and position. */
  @Override
  public String toString() {
    return "Rng(seed " + seed + ", stream " + stream + ", position " + position + ")";
  }

  private int[] root(int domain) {
    int[] root = new int[Philox.WORDS];
    Philox.fill(root, 0, 1, (int) seed, (int) (seed >>> 32), stream, domain, 0);
    return root;
  }

  private int[] sampleRoot(long sample, long step) {
    int[] r = keyedRoot;
    int[] root = new int[Philox.WORDS];
    int stepLow = (int) step ^ r[2];
    int stepHigh = (int) (step >>> 32) ^ r[3];
    Philox.fill(root, 0, 1, r[0], r[1], sample, stepLow, stepHigh);
    return root;
  }

  private void sequential(Kind kind, Tensor out, float lo, float hi) {
    long first = (position + Philox.WORDS - 1) / Philox.WORDS;
    draw(kind, out, lo, hi, sequentialRoot, first);
    position = (first + (out.size() + Philox.WORDS - 1L) / Philox.WORDS) * Philox.WORDS;
  }

  private void keyed(Kind kind, Tensor out, long firstSample, long[] samples, long step) {
    Shape shape = out.shape();
    if (shape.rank() == 0) {
      throw new ShapeException("draws by key need a first axis of samples; the shape is " + shape);
    }
    int n = shape.dim(0);
    if (samples != null && samples.length != n) {
      throw new ShapeException(
          samples.length + " sample numbers were given for " + n + " samples of shape " + shape);
    }
    int[] roots = new int[Philox.WORDS * n];
    for (int i = 0; i < n; i++) {
      int[] root = sampleRoot(samples == null ? firstSample + i : samples[i], step);
      System.arraycopy(root, 0, roots, Philox.WORDS * i, Philox.WORDS);
    }
    draw(kind, out, 0, 1, roots, (long) kind.ordinal() << 32);
  }

  private static void draw(
      Kind kind, Tensor out, float lo, float hi, int[] roots, long firstBlock) {
    if (out.size() == 0) {
      return;
    }
    Backend kernels = out.engine().backend();
    if (kind == Kind.UNIFORM) {
      kernels.uniform(out, lo, hi, roots, firstBlock);
    } else {
      kernels.normal(out, roots, firstBlock);
    }
    out.changed();
  }
}
