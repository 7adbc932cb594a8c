package dev.ornstein.tensor.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Rows are listed under the row that gains them, in their order. */
class RowListsTest {
  @Test
  void listsAreInOrderAndEmptyOnesAreLeftOut() {
    RowLists lists = RowLists.of(new int[] {5, 2, 5, 0, 2, 5}, 7);
    assertEquals(3, lists.rows());
    assertArrayEquals(
        new int[] {0, 2, 5, /* starts */ 0, 1, 3, 6, /* lists */ 3, 1, 4, 0, 2, 5},
        lists.numbers());
  }

  @Test
  void nothingIsAdded() {
    assertArrayEquals(new int[] {0}, RowLists.of(new int[0], 3).numbers());
  }
}
