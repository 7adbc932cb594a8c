package dev.ornstein.tensor.kernel.opencl;

/**
 * Work items that take a row together: neighbours read neighbouring elements, and what each has of
 * a sum is combined in an order that is always the same. See {@code TEAM} in {@code common.cl}.
 *
 * @param size work items of a team, a power of two
 * @param group work items of a group, which is one team or several
 */
record Team(int size, int group) {
  private static final int[] SIZES = {256, 128, 32, 8};

  /** The largest team is for rows that give each of its items so many elements. */
  private static final int WORTH = 4;

  /** The team for rows of this length. */
  static Team of(ClDevice device, int length) {
    int most = Integer.highestOneBit(device.info().largestGroup());
    int shortest = SIZES[SIZES.length - 1];
    if (length < shortest) {
      return new Team(1, Math.min(most, Launch.GROUP));
    }
    if (device.isCpu()) {
      return new Team(1, 1); // its items run one after another, and stop at each barrier
    }
    for (int size : SIZES) {
      int least = size == SIZES[0] ? WORTH * size : size;
      if (length >= least && size <= most) {
        return new Team(size, Math.min(most, Math.max(size, Launch.GROUP)));
      }
    }
    return new Team(1, most);
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
