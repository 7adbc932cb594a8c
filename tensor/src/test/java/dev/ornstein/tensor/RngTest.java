package dev.ornstein.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * What the generator promises about its bits: the documented layout, positions, and independence of
 * threads and batches. The pinned numbers come from a separate implementation of the layout in
 * another language.
 */
class RngTest {
  private static Engine engine(int threads) {
    return Engine.create("scalar", threads, line -> {});
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private static void assertSameBits(float[] expected, float[] actual) {
    assertArrayEquals(bits(expected), bits(actual));
  }

  private static float[] normals(Rng rng, int n) {
    try (Engine engine = engine(1)) {
      Tensor out = engine.empty(Shape.of(n));
      rng.normal(out);
      return out.toArray();
    }
  }

  @Test
  void wordsFollowTheDocumentedLayout() {
    Rng rng = Rng.of(20230313).stream(5);
    int[] words = new int[8];
    for (int i = 0; i < 8; i++) {
      words[i] = rng.nextInt();
    }
    assertArrayEquals(
        new int[] {
          -1723585070,
          -950152895,
          682221640,
          -1663829612,
          547334508,
          733148384,
          1584650734,
          -321023996
        },
        words);
  }

  @Test
  void normalsFollowTheDocumentedLayout() {
    assertSameBits(
        new float[] {
          -0x1.26cbcap-1f,
          -0x1.aaade6p-1f,
          -0x1.e995c2p0f,
          -0x1.3189e2p-3f,
          0x1.f25da8p0f,
          0x1.265554p-1f,
          0x1.c10f66p-2f,
          -0x1.57a2dcp0f
        },
        normals(Rng.of(20230313, 5), 8));
  }

  @Test
  void manyNormalsHaveTheSameBitsOnEveryMachine() {
    assertEquals(-1414575387, Arrays.hashCode(bits(normals(Rng.of(-7), 100_000))));
  }

  @Test
  void keyedDrawsFollowTheDocumentedLayout() {
    try (Engine engine = engine(1)) {
      Rng rng = Rng.of(99).stream(3);
      Tensor out = engine.empty(Shape.of(1, 4));
      rng.normalKeyed(out, 12345678901L, 42);
      assertSameBits(
          new float[] {-0x1.606094p0f, 0x1.299f5ep0f, -0x1.780fa0p0f, 0x1.5c134ap-2f},
          out.toArray());
      rng.normalKeyed(out, -3, -9);
      assertSameBits(
          new float[] {-0x1.6d184ep-1f, -0x1.22bceep0f, 0x1.d8c5a6p0f, 0x1.26b076p-6f},
          out.toArray());
      rng.uniformKeyed(out, -3, -9);
      assertSameBits(
          new float[] {0x1.63c924p-1f, 0x1.3348e0p-2f, 0x1.a219acp-1f, 0x1.706748p-2f},
          out.toArray());
    }
  }

  @Test
  void sequenceContinuesFromSeedStreamAndPosition() {
    Rng rng = Rng.of(1).stream("shuffle");
    rng.nextInt();
    rng.nextLong();
    rng.nextGaussian();
    assertEquals(5, rng.position());
    Rng restored = Rng.of(rng.seed(), rng.stream());
    restored.seek(rng.position());
    assertEquals(rng.nextDouble(), restored.nextDouble());
    assertEquals(7, rng.position());
    rng.permutation(10);
    restored.permutation(10);
    assertEquals(rng.nextFloat(), restored.nextFloat());
    restored.seek(0);
    assertEquals(Rng.of(1).stream("shuffle").nextInt(), restored.nextInt());
    assertThrows(IllegalArgumentException.class, () -> restored.seek(-1));
  }

  @Test
  void fillingAdvancesByWholeBlocks() {
    Rng rng = Rng.of(4);
    rng.nextInt();
    float[] first = normals(rng, 5);
    assertEquals(12, rng.position());
    Rng aligned = Rng.of(4);
    aligned.seek(4);
    assertSameBits(Arrays.copyOf(normals(aligned, 8), 5), first);
    try (Engine engine = engine(1)) {
      rng.uniform(engine.empty(Shape.of(0)));
      assertEquals(12, rng.position());
      rng.uniform(engine.empty(Shape.of(2, 2)));
      assertEquals(16, rng.position());
    }
  }

  @Test
  void fillingWritesNothingBeyondItsTensor() {
    try (Engine engine = engine(2)) {
      for (int n = 0; n <= 9; n++) {
        float[] array = new float[n + 6];
        Tensor inner = engine.wrap(array, Shape.of(n + 6)).window(3, Shape.of(n));
        Rng.of(1).normal(inner);
        assertArrayEquals(new float[3], Arrays.copyOf(array, 3));
        assertArrayEquals(new float[3], Arrays.copyOfRange(array, n + 3, n + 6));
        assertSameBits(Arrays.copyOf(normals(Rng.of(1), 12), n), inner.toArray());
      }
    }
  }

  @Test
  void bitsDoNotDependOnTheNumberOfThreads() {
    Shape shape = Shape.of(13, 3, 701);
    float[][] drawn = new float[3][];
    for (int threads = 1; threads <= 3; threads++) {
      try (Engine engine = engine(threads)) {
        Tensor out = engine.empty(Shape.of(4 * shape.size()));
        Rng rng = Rng.of(8).stream("threads");
        int n = shape.size();
        rng.normal(out.window(0, shape));
        rng.uniform(out.window(n, shape), -2, 3);
        rng.normalKeyed(out.window(2 * n, shape), 5, 6);
        rng.uniformKeyed(out.window(3 * n, shape), 5, 6);
        drawn[threads - 1] = out.toArray();
      }
    }
    assertSameBits(drawn[0], drawn[1]);
    assertSameBits(drawn[0], drawn[2]);
  }

  @Test
  void keyedDrawsDoNotDependOnTheBatch() {
    try (Engine engine = engine(2)) {
      Rng rng = Rng.of(3).stream("noise");
      Tensor whole = engine.empty(Shape.of(6, 1, 5, 5));
      rng.normalKeyed(whole, 100, 7);
      rng.nextInt();
      Tensor part = engine.empty(Shape.of(2, 1, 5, 5));
      rng.normalKeyed(part, 103, 7);
      assertSameBits(Arrays.copyOfRange(whole.toArray(), 75, 125), part.toArray());
      rng.normalKeyed(part, new long[] {105, 100}, 7);
      assertSameBits(
          Arrays.copyOfRange(whole.toArray(), 125, 150), Arrays.copyOf(part.toArray(), 25));
      assertSameBits(
          Arrays.copyOf(whole.toArray(), 25), Arrays.copyOfRange(part.toArray(), 25, 50));
      assertEquals(1, rng.position());
      Tensor uniform = engine.empty(Shape.of(2, 7));
      rng.uniformKeyed(uniform, new long[] {4, 5}, 0);
      Tensor fifth = engine.empty(Shape.of(1, 7));
      rng.uniformKeyed(fifth, 5, 0);
      assertSameBits(fifth.toArray(), Arrays.copyOfRange(uniform.toArray(), 7, 14));
    }
  }

  @Test
  void keyedDrawsRefuseWrongSampleNumbers() {
    try (Engine engine = engine(1)) {
      Tensor out = engine.empty(Shape.of(2, 3));
      ShapeException e =
          assertThrows(
              ShapeException.class, () -> Rng.of(1).normalKeyed(out, new long[] {1, 2, 3}, 0));
      assertEquals("3 sample numbers were given for 2 samples of shape (2, 3)", e.getMessage());
      Tensor number = engine.empty(Shape.SCALAR);
      assertThrows(ShapeException.class, () -> Rng.of(1).normalKeyed(number, 0, 0));
    }
  }

  @Test
  void streamsNestAndAreNamed() {
    Rng root = Rng.of(11);
    assertEquals(0, root.stream());
    assertEquals(9, root.stream(9).stream());
    assertEquals(root.stream("a").stream(), root.stream("a").stream());
    long[] numbers = {
      root.stream("a").stream(),
      root.stream("b").stream(),
      root.stream("a").stream("a").stream(),
      root.stream("a").stream("b").stream(),
      root.stream("b").stream("a").stream(),
      root.stream(1).stream(),
      root.stream(1).stream(1).stream(),
      root.stream(2).stream(1).stream()
    };
    assertEquals(numbers.length, Arrays.stream(numbers).distinct().count());
  }

  @Test
  void boundedIntegersRefuseAnEmptyRange() {
    assertThrows(IllegalArgumentException.class, () -> Rng.of(1).nextInt(0));
    assertThrows(IllegalArgumentException.class, () -> Rng.of(1).permutation(-1));
    assertEquals(0, Rng.of(1).permutation(0).length);
    assertArrayEquals(new int[] {0}, Rng.of(1).permutation(1));
  }

  @Test
  void uniformRefusesBadIntervals() {
    try (Engine engine = engine(1)) {
      Tensor out = engine.empty(Shape.of(3));
      for (float[] bad :
          new float[][] {{1, 1}, {2, 1}, {Float.NaN, 1}, {0, Float.POSITIVE_INFINITY}}) {
        assertThrows(IllegalArgumentException.class, () -> Rng.of(1).uniform(out, bad[0], bad[1]));
      }
    }
    assertTrue(Rng.of(1).toString().contains("seed 1"));
  }

  @Test
  void numbersForTheHostAreThoseOfTensors() {
    Rng rng = Rng.of(17).stream("times");
    long[] samples = {0, 1, 2, 1L << 40, -3};
    try (Engine engine = Engine.create("scalar", 1, line -> {})) {
      Tensor u = engine.empty(Shape.of(samples.length, 1));
      rng.uniformKeyed(u, samples, 29);
      assertArrayEquals(u.toArray(), rng.uniformKeyed(samples, 29));
    }
  }
}
