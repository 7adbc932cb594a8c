package dev.ornstein.benchmarks.peers;

/**
 * The name of a work, {@code FAMILY/SHAPE}, such as {@code conv-forward/65-32-28}. The script
 * {@code torch_peer.py} knows the same names.
 *
 * @param family what is done
 * @param shape of what, in the family's notation
 */
public record WorkName(String family, String shape) {
  /**
   * Splits a name.
   *
   * @throws IllegalArgumentException when there is no slash in it
   */
  public static WorkName parse(String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "a work has a name FAMILY/SHAPE, such as conv-forward/65-32-28; got \"" + name + "\"");
    }
    return new WorkName(name.substring(0, slash), name.substring(slash + 1));
  }

  /** The shape, where it is one number. */
  public int number() {
    return Integer.parseInt(shape);
  }

  /** The two extents of a linear layer {@code IN-OUT}. */
  public int[] inAndOut() {
    String[] part = shape.split("-");
    if (part.length != 2) {
      throw new IllegalArgumentException(
          "a linear layer has a shape IN-OUT, such as 6272-1024; got \"" + shape + "\"");
    }
    return new int[] {Integer.parseInt(part[0]), Integer.parseInt(part[1])};
  }
}
