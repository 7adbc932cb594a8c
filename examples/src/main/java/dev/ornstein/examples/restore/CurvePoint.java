package dev.ornstein.examples.restore;

import java.util.List;
import java.util.Locale;

/**
 * How near images are to the truth after so many steps.
 *
 * @param method how they were restored
 * @param steps of the sampler; 0 for what needs none
 * @param score nearness to the truth
 * @param classKept share of the images that the judge reads as their class; NaN when it cannot say
 */
public record CurvePoint(String method, int steps, Restorations.Score score, double classKept) {
  private static final String HEADER = "method,steps,psnr_db,ssim,class_kept";

  /** {@code curve.csv}: a row for each point. */
  public static String csv(List<CurvePoint> points) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (CurvePoint p : points) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%d,%.3f,%.4f,%.4f%n",
              p.method,
              p.steps,
              p.score.psnr(),
              p.score.ssim(),
              p.classKept));
    }
    return text.toString();
  }

  /** In one line, for people. */
  public String line() {
    return String.format(
        Locale.ROOT, "%-18s %4s %s", method, steps == 0 ? "" : Integer.toString(steps), result());
  }

  /** The numbers, for people. */
  public String result() {
    return score.text()
        + (Double.isNaN(classKept)
            ? ""
            : String.format(Locale.ROOT, ", class kept %5.1f %%", 100 * classKept));
  }
}
