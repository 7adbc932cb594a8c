package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** The known answers that the authors of Philox publish with Random123. */
class PhiloxTest {
  private static void check(int[] counter, int[] key, int... expected) {
    long block = (long) counter[1] << 32 | (counter[0] & 0xFFFFFFFFL);
    int[] out = new int[4];
    Philox.fill(out, 0, 1, key[0], key[1], block, counter[2], counter[3]);
    assertArrayEquals(expected, out);
  }

  @Test
  void zeros() {
    check(new int[4], new int[2], 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
  }

  @Test
  void ones() {
    check(
        new int[] {-1, -1, -1, -1},
        new int[] {-1, -1},
        0x408f276d,
        0x41c83b0e,
        0xa20bc7c6,
        0x6d5451fd);
  }

  @Test
  void digitsOfPi() {
    check(
        new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
        new int[] {0xa4093822, 0x299f31d0},
        0xd16cfe09,
        0x94fdcceb,
        0x5001e420,
        0x24126ea1);
  }

  @Test
  void blocksFollowOneAnotherAcrossTheLowWord() {
    int[] together = new int[10];
    Philox.fill(together, 1, 2, 3, 4, 0xFFFFFFFFL, 5, 6);
    int[] expected = new int[10];
    Philox.fill(expected, 1, 1, 3, 4, 0xFFFFFFFFL, 5, 6);
    Philox.fill(expected, 5, 1, 3, 4, 1L << 32, 5, 6);
    assertArrayEquals(expected, together);
  }
}
