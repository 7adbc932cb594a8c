package dev.ornstein.examples.run;

import java.util.Arrays;

/**
 * A row of {@code metrics.csv}: what is known of one training step.
 *
 * @param step 1 for the first
 * @param epoch passes over the data that are done after this step, a fraction
 * @param seconds of training up to the end of this step, those before a resumption included
 * @param loss of the batch
 * @param quarterLoss the loss of those samples of the batch whose t lies in [0, ¼), [¼, ½), [½, ¾),
 *     [¾, 1]; NaN where there was none
 * @param lr learning rate
 * @param imagesPerSecond batch size over the duration of this step
 * @param gradientNorm Euclidean norm of all gradients, before clipping
 */
public record StepMetrics(
    long step,
    double epoch,
    double seconds,
    double loss,
    double[] quarterLoss,
    double lr,
    double imagesPerSecond,
    double gradientNorm) {
  /** How many intervals of t have a loss of their own. */
  public static final int QUARTERS = 4;

  static final String HEADER =
      "step,epoch,seconds,loss,loss_t_0_25,loss_t_25_50,loss_t_50_75,loss_t_75_100,lr,"
          + "images_per_second,gradient_norm";

  private static final int FIRST_QUARTER = 4;
  private static final int COLUMNS = HEADER.split(",").length;

  /** Checks the number of quarters. */
  public StepMetrics {
    if (quarterLoss.length != QUARTERS) {
      throw new IllegalArgumentException(
          "a step has " + QUARTERS + " losses by quarter of t, got " + quarterLoss.length);
    }
  }

  /**
   * Floats are written with the digits that tell them apart; NaN as {@code nan}, which NumPy reads.
   */
  String toRow() {
    StringBuilder row = new StringBuilder();
    row.append(step);
    number(row, epoch);
    number(row, seconds);
    number(row, loss);
    for (double q : quarterLoss) {
      number(row, q);
    }
    number(row, lr);
    number(row, imagesPerSecond);
    number(row, gradientNorm);
    return row.append('\n').toString();
  }

  private static void number(StringBuilder row, double value) {
    row.append(',').append(Double.isNaN(value) ? "nan" : Float.toString((float) value));
  }

  /**
   * Reads a row.
   *
   * @throws NumberFormatException when it is damaged
   */
  static StepMetrics ofRow(String row) {
    String[] cells = row.split(",", -1);
    if (cells.length != COLUMNS) {
      throw new NumberFormatException(cells.length + " columns instead of " + COLUMNS);
    }
    double[] v = new double[COLUMNS];
    for (int i = 1; i < COLUMNS; i++) {
      v[i] = cells[i].equals("nan") ? Double.NaN : Double.parseDouble(cells[i]);
    }
    int after = FIRST_QUARTER + QUARTERS;
    double[] quarters = Arrays.copyOfRange(v, FIRST_QUARTER, after);
    return new StepMetrics(
        Long.parseLong(cells[0]), v[1], v[2], v[3], quarters, v[after], v[after + 1], v[after + 2]);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof StepMetrics && ((StepMetrics) o).toRow().equals(toRow());
  }

  @Override
  public int hashCode() {
    return toRow().hashCode();
  }

  @Override
  public String toString() {
    return toRow().strip();
  }
}
