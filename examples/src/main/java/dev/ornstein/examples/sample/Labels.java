package dev.ornstein.examples.sample;

import dev.ornstein.tensor.UserError;
import java.util.Arrays;

/** Which classes samples are of: each in turn, none, or one and the same. */
public final class Labels {
  /** Sample i is of class i mod the number of classes. */
  public static final String EACH = "each";

  /** The network is told no class. */
  public static final String NONE = "none";

  private Labels() {}

  /** What is drawn unless a user says otherwise. */
  public static String usual(int classes) {
    return classes == 0 ? NONE : EACH;
  }

  /**
   * The labels of samples {@code first} … {@code first + n − 1}.
   *
   * @param word {@link #EACH}, {@link #NONE} or a number
   * @param classes that the network knows, 0 for none
   * @return null for {@link #NONE}
   * @throws UserError when the network does not know that class
   */
  public static int[] of(String word, int first, int n, int classes) {
    require(word, classes);
    if (word.equals(NONE)) {
      return null;
    }
    int[] labels = new int[n];
    if (word.equals(EACH)) {
      Arrays.setAll(labels, i -> (first + i) % classes);
    } else {
      Arrays.fill(labels, Integer.parseInt(word));
    }
    return labels;
  }

  /**
   * Refuses what a network cannot draw.
   *
   * @throws UserError naming the option and what it takes
   */
  public static void require(String word, int classes) {
    boolean known = word.equals(NONE);
    if (classes > 0) {
      known |= word.equals(EACH) || isClass(word, classes);
    }
    if (!known) {
      throw new UserError(
          "--label takes "
              + (classes == 0
                  ? "none, since this model learnt without labels"
                  : "0 … " + (classes - 1) + ", each or none")
              + "; got \""
              + word
              + "\"");
    }
  }

  private static boolean isClass(String word, int classes) {
    try {
      int label = Integer.parseInt(word);
      return label >= 0 && label < classes;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
