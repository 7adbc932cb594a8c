package dev.ornstein.tensor.kernel.opencl;

/**
 * How {@code product.cl} cuts a matrix product C = A·B into pieces. No bit of a result depends on
 * it.
 *
 * <p>With shared tiles, for GPUs, a group of m/rows × n/columns work items computes m×n elements of
 * C and has k columns of A and k rows of B in local memory. Else, for processors, one work item
 * computes m×n elements, a few rows at a time, with k rows of B at hand.
 *
 * @param shared whether a group of work items shares a tile
 * @param m rows of C of a tile
 * @param n columns of C of a tile; 16 when not shared
 * @param k terms of the sums for which operands are collected at a time
 * @param rows of C that a work item has in registers
 * @param columns of C that a work item has in registers; 16 when not shared
 */
record TileSizes(boolean shared, int m, int n, int k, int rows, int columns) {
  /** Columns of the vectors of tiles that are not shared. */
  private static final int LANES = 16;

  /** Fewest work items of a group that keep a GPU busy. */
  private static final int FEWEST_ITEMS = 64;

  /** Rows and columns that shared tiles have in registers come in vectors of so many. */
  private static final int VECTOR = 4;

  /** Checks that the pieces fit into each other. */
  TileSizes {
    if (shared) {
      requirePower("m", m, 8, 256);
      requirePower("n", n, 8, 256);
      requirePower("k", k, 4, 64);
      requirePower("rows", rows, VECTOR, 16);
      requirePower("columns", columns, VECTOR, 16);
      int items = m / rows * (n / columns);
      if (items < k || items > m * k || items > n * k) {
        throw new IllegalArgumentException(
            "a group of "
                + items
                + " work items (m·n/(rows·columns)) must be at least k = "
                + k
                + " and at most m·k = "
                + m * k
                + " and n·k = "
                + n * k);
      }
    } else {
      if (n != LANES || columns != LANES) {
        throw new IllegalArgumentException(
            "tiles that are not shared have n = columns = 16; got " + n + " and " + columns);
      }
      if (rows < 1 || rows > 32 || m < rows || m % rows != 0 || k < 1 || k > 1024) {
        throw new IllegalArgumentException(
            "tiles that are not shared have 1 to 32 rows in registers, m a multiple of rows and k"
                + " from 1 to 1024; got rows = "
                + rows
                + ", m = "
                + m
                + ", k = "
                + k);
      }
    }
  }

  private static void requirePower(String what, int value, int least, int most) {
    if (value < least || value > most || Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(
          what + " must be a power of 2 from " + least + " to " + most + ", got " + value);
    }
  }

  /** For people: extents of a tile, terms at a time, and what a work item has in registers. */
  @Override
  public String toString() {
    String tile = m + "×" + n + ", k " + k + ", ";
    return shared ? tile + rows + "×" + columns + " a work item" : tile + rows + " rows at a time";
  }

  /** What serves most devices of a kind. */
  static TileSizes of(DeviceInfo.Kind kind) {
    return kind == DeviceInfo.Kind.CPU
        ? new TileSizes(false, 128, LANES, 256, 8, LANES)
        : new TileSizes(true, 128, 128, 16, 8, 8);
  }

  /** Smaller tiles where a device has less room than these need. */
  TileSizes within(DeviceInfo device) {
    TileSizes t = this;
    while (t.shared
        && (t.items() > device.largestGroup() || t.localBytes() > device.localBytes())
        && t.canBeLower()
        && t.canBeNarrower()) {
      t = t.m >= t.n ? t.lower() : t.narrower();
    }
    return t;
  }

  /**
   * Local memory of a group, with the numbers at the ends of rows that the source leaves unused.
   */
  private long localBytes() {
    return (long) Float.BYTES * k * (m + n + 2 * VECTOR);
  }

  /** Work items that work on one tile. */
  int items() {
    return shared ? m / rows * (n / columns) : 1;
  }

  /** Tiles that cover this many rows and columns. */
  long tiles(int wantedRows, int wantedColumns) {
    return (long) down(wantedRows) * across(wantedColumns);
  }

  /** Tiles that cover this many rows. */
  int down(int wantedRows) {
    return (wantedRows - 1) / m + 1;
  }

  /** Tiles that cover this many columns. */
  int across(int wantedColumns) {
    return (wantedColumns - 1) / n + 1;
  }

  /**
   * Smaller tiles where these are larger than the products, or too few to keep a device busy.
   *
   * @param batch number of products
   * @param wantedRows of each product
   * @param wantedColumns of each product
   * @param enough number of tiles that keep the device busy
   */
  TileSizes fit(long batch, int wantedRows, int wantedColumns, long enough) {
    TileSizes t = this;
    while (!shared && t.rows / 2 >= wantedRows) {
      t = new TileSizes(false, t.rows / 2, n, k, t.rows / 2, columns);
    }
    while (t.m / 2 >= wantedRows && t.canBeLower()) {
      t = t.lower();
    }
    while (t.n / 2 >= wantedColumns && t.canBeNarrower()) {
      t = t.narrower();
    }
    while (batch * t.tiles(wantedRows, wantedColumns) < enough) {
      if (t.m >= t.n && t.m > FEWEST_ITEMS && t.canBeLower()) {
        t = t.lower();
      } else if (t.n > FEWEST_ITEMS && t.canBeNarrower()) {
        t = t.narrower();
      } else if (!shared && t.canBeLower()) {
        t = t.lower();
      } else {
        return t;
      }
    }
    return t;
  }

  private boolean canBeLower() {
    return shared ? items() > FEWEST_ITEMS || rows > VECTOR : m / 2 % rows == 0 && m / 2 >= rows;
  }

  private TileSizes lower() {
    int own = shared && items() <= FEWEST_ITEMS ? rows / 2 : rows;
    return new TileSizes(shared, m / 2, n, k, own, columns);
  }

  private boolean canBeNarrower() {
    return shared && (items() > FEWEST_ITEMS || columns > VECTOR);
  }

  private TileSizes narrower() {
    int own = items() <= FEWEST_ITEMS ? columns / 2 : columns;
    return new TileSizes(shared, m, n / 2, k, rows, own);
  }

  /** Definitions for the compiler; it is a parameter how many rows an unshared tile has. */
  String options() {
    String common = "-DTILE_K=" + k + " -DROWS=" + rows;
    return shared ? common + " -DTILE_M=" + m + " -DTILE_N=" + n + " -DCOLUMNS=" + columns : common;
  }
}
