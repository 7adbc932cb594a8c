package dev.ornstein.tensor.kernel.opencl;

/**
 * Work items that take a row together: neighbours read neighbouring elements, and what each has of
 * a sum is combined in an order that is always the same. See {@code TEAM} in {@code common.cl}.
 *
 * @param size work items of a team, a power of two
 * @param group work items of a group, which is one team or several
 */
record Team(int size, int group) {
  /** Sizes, each for rows that give every item at least this share of {@link #WORTH}. */
  private static final int[] SIZES = {256, 128, 32, 8};

  /** Elements of a row for each item of the largest team; smaller ones are content with one. */
  private static final int WORTH = 4;

  /**
   * The team for rows of this length. On a processor an item is a team: it runs the items of a
   * group one after another, and stops at each barrier.
   */
  static Team of(ClDevice device, int length) {
    if (device.isCpu()) {
      return new Team(1, 1);
    }
    int most = Integer.highestOneBit(device.info().largestGroup());
    for (int size : SIZES) {
      int least = size == SIZES[0] ? WORTH * size : size;
      if (size <= most && length >= least) {
        return new Team(size, Math.min(most, Math.max(size, Launch.GROUP)));
      }
    }
    return new Team(1, Math.min(most, Launch.GROUP));
  }

  /** What the compiler has to know. */
  String options() {
    return "-DTEAM=" + size + " -DGROUP=" + group;
  }

  /** Queues the call for this many rows. */
  void over(Launch call, int rows) {
    if (rows > 0) {
      long teams = group / size;
      call.grid(new long[] {(rows + teams - 1) / teams * group}, new long[] {group});
    }
  }
}
