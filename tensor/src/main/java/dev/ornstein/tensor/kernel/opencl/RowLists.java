package dev.ornstein.tensor.kernel.opencl;

/**
 * Which rows are added to which row of a table, as numbers for a kernel: the rows of the table that
 * gain something, where the list of each begins (and the last one ends), and the lists, each in
 * increasing order.
 *
 * @param rows how many rows of the table gain something
 * @param numbers the three parts one after the other: rows, rows + 1, and as many as are added
 */
record RowLists(int rows, int[] numbers) {
  /**
   * @param index which row of the table each one is added to
   * @param height rows of the table
   */
  static RowLists of(int[] index, int height) {
    int[] count = new int[height];
    for (int row : index) {
      count[row]++;
    }
    int gaining = 0;
    for (int c : count) {
      gaining += c > 0 ? 1 : 0;
    }
    int[] numbers = new int[2 * gaining + 1 + index.length];
    int lists = 2 * gaining + 1;
    int[] next = new int[height];
    int start = 0;
    int at = 0;
    for (int row = 0; row < height; row++) {
      if (count[row] > 0) {
        numbers[at] = row;
        numbers[gaining + at] = start;
        at++;
      }
      next[row] = lists + start;
      start += count[row];
    }
    numbers[2 * gaining] = start;
    for (int i = 0; i < index.length; i++) {
      numbers[next[index[i]]++] = i;
    }
    return new RowLists(gaining, numbers);
  }
}
