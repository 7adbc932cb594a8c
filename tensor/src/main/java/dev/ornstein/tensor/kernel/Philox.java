package dev.ornstein.tensor.kernel;

/**
 * Philox 4×32-10, the counter-based random function of Salmon, Moraes, Dror and Shaw, "Parallel
 * random numbers: as easy as 1, 2, 3" (SC 2011).
 *
 * <p>It is a keyed bijection of 128-bit blocks: ten rounds, each of which takes the two 64-bit
 * products of two counter words with fixed multipliers and mixes their halves with the other words
 * and with a key that grows by fixed (Weyl) steps. Block number c of a sequence is computed from c
 * alone, so any part of a sequence can be had by any thread, in any order.
 *
 * <p>Words are 32 bits and unsigned; word 0 of a counter or key is its least significant.
 */
public final class Philox {
  /** 32-bit words in a block. */
  public static final int WORDS = 4;

  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final long LOW = 0xFFFFFFFFL;

  private Philox() {}

  /**
   * Writes successive blocks. The counter of block i is {@code (low half of b, high half of b,
   * counter2, counter3)} with b = firstBlock + i.
   *
   * @param out receives 4·blocks words from {@code offset} on
   * @param offset index of the first word written
   * @param blocks how many blocks
   * @param key0 low word of the key
   * @param key1 high word of the key
   * @param firstBlock counter words 0 (low half) and 1 (high half) of the first block
   * @param counter2 counter word 2 of all blocks
   * @param counter3 counter word 3 of all blocks
   */
  public static void fill(
      int[] out,
      int offset,
      int blocks,
      int key0,
      int key1,
      long firstBlock,
      int counter2,
      int counter3) {
    for (int i = 0; i < blocks; i++) {
      long block = firstBlock + i;
      int c0 = (int) block;
      int c1 = (int) (block >>> 32);
      int c2 = counter2;
      int c3 = counter3;
      int k0 = key0;
      int k1 = key1;
      for (int round = 0; round < ROUNDS; round++) {
        long p0 = MULTIPLIER_0 * (c0 & LOW);
        long p1 = MULTIPLIER_1 * (c2 & LOW);
        c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
        c1 = (int) p1;
        c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
        c3 = (int) p0;
        k0 += WEYL_0;
        k1 += WEYL_1;
      }
      int o = offset + i * WORDS;
      out[o] = c0;
      out[o + 1] = c1;
      out[o + 2] = c2;
      out[o + 3] = c3;
    }
  }
}
