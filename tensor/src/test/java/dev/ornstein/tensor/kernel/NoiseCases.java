package dev.ornstein.tensor.kernel;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Cases of uniform and normal. The truth takes Philox from its description with numbers of any
 * length, and Box and Muller's method with the functions of {@link Math}.
 */
final class NoiseCases {
  private static final BigInteger WORD = BigInteger.ONE.shiftLeft(32);
  private static final BigInteger[] MULTIPLIERS = {
    new BigInteger("D2511F53", 16), new BigInteger("CD9E8D57", 16)
  };
  private static final BigInteger[] WEYL = {
    new BigInteger("9E3779B9", 16), new BigInteger("BB67AE85", 16)
  };

  private NoiseCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int elements : new int[] {1, 2, 3, 4, 5, 8, 63, 784}) {
      for (int samples : new int[] {1, 3}) {
        add(cases, samples, elements, 0);
        add(cases, samples, elements, 1L << 32);
      }
    }
    add(cases, 1, 9000, 0xFFFF_FFFEL); // the counter carries into its second word
    add(cases, 40, 300, -1);
    return cases;
  }

  private static void add(List<KernelCase> cases, int samples, int elements, long first) {
    int size = samples * elements;
    String label = samples + " samples of " + elements + " from block " + first;
    int[] roots = new int[4 * samples];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = (i + 1) * 0x9E3779B1;
    }
    cases.add(
        KernelCase.of("uniform", label)
            .out(samples, elements)
            .call((k, t) -> k.uniform(t[0], -1.5f, 2.5f, roots, first))
            .expect(v -> ElementwiseCases.map(size, i -> uniform(words(roots, elements, first, i))))
            .within(Tolerance.ulps(1), Tolerance.EXACT));
    cases.add(
        KernelCase.of("normal", label)
            .out(samples, elements)
            .call((k, t) -> k.normal(t[0], roots, first))
            .expect(v -> ElementwiseCases.map(size, i -> normal(words(roots, elements, first, i))))
            .within(Tolerance.ulps(1), Tolerance.EXACT));
  }

  private record Words(BigInteger[] block, int lane) {}

  /** The block of words that element i of all samples comes from. */
  private static Words words(int[] roots, int elements, long first, int i) {
    int r = i / elements * 4;
    long block = first + i % elements / 4;
    BigInteger[] counter = {
      word((int) block), word((int) (block >>> 32)), word(roots[r + 2]), word(roots[r + 3])
    };
    return new Words(philox(counter, word(roots[r]), word(roots[r + 1])), i % elements % 4);
  }

  private static BigInteger word(int bits) {
    return BigInteger.valueOf(Integer.toUnsignedLong(bits));
  }

  private static BigInteger[] philox(BigInteger[] counter, BigInteger key0, BigInteger key1) {
    BigInteger[] c = counter;
    for (int round = 0; round < 10; round++) {
      BigInteger times = BigInteger.valueOf(round);
      BigInteger k0 = key0.add(WEYL[0].multiply(times)).mod(WORD);
      BigInteger k1 = key1.add(WEYL[1].multiply(times)).mod(WORD);
      BigInteger[] p0 = MULTIPLIERS[0].multiply(c[0]).divideAndRemainder(WORD);
      BigInteger[] p1 = MULTIPLIERS[1].multiply(c[2]).divideAndRemainder(WORD);
      c = new BigInteger[] {p1[0].xor(c[1]).xor(k0), p1[1], p0[0].xor(c[3]).xor(k1), p0[1]};
    }
    return c;
  }

  private static double uniform(Words w) {
    return -1.5 + 4 * (w.block[w.lane].shiftRight(8).doubleValue() * 0x1p-24);
  }

  private static double normal(Words w) {
    int pair = w.lane / 2 * 2;
    double u = (w.block[pair].doubleValue() + 0.5) * 0x1p-32;
    int second = w.block[pair + 1].intValue();
    double angle = ((second & 0x3FFFFFFF) - 0x1p29 + 0.5) * (Math.PI / 2 * 0x1p-30);
    boolean turned = second < 0;
    boolean exchanged = (second >>> 30 & 1) == 1;
    boolean cosine = w.lane % 2 == (exchanged ? 1 : 0);
    double radius = Math.sqrt(-2 * Math.log(u));
    return cosine ? radius * (turned ? -1 : 1) * Math.cos(angle) : radius * Math.sin(angle);
  }
}
