package dev.ornstein.examples.evaluate;

import dev.ornstein.examples.evaluate.Evaluation.Fidelity;
import dev.ornstein.examples.evaluate.Evaluation.Frechet;
import dev.ornstein.examples.evaluate.Evaluation.Nearest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** An evaluation in words, for the console and the page. */
public final class FindingsText {
  private FindingsText() {}

  /**
   * Names and values, but for the classes.
   *
   * @param nearestLeftOut why there are no nearest images, when there are none
   */
  public static Map<String, String> of(Evaluation e, String nearestLeftOut) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("Fréchet distance", frechet(e));
    rows.put("read as asked", accuracy(e));
    rows.put("confidence", percent(e.confidence()) + ", mean over images");
    rows.put("nearest images", e.nearest() == null ? nearestLeftOut : nearest(e.nearest()));
    if (e.restoration() != null) {
      if (e.restoration().degraded() != null) {
        rows.put("degraded", fidelity(e.restoration().degraded()));
      }
      rows.put("restored", fidelity(e.restoration().restored()));
    }
    return rows;
  }

  /** How many images are read as each class, and, with labels, how many should be. */
  public static Map<String, String> classes(Evaluation e) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("read as", histogram(e.histogram()));
    if (e.asked() != null) {
      rows.put("asked for", histogram(e.asked()));
    }
    return rows;
  }

  private static String frechet(Evaluation e) {
    Frechet f = e.frechet();
    return f == null
        ? "left out: it needs at least 2 images"
        : text(
            "%.2f; %,d real training digits: %.2f (%s)",
            f.distance(), e.count(), f.floor(), f.floorFrom());
  }

  private static String accuracy(Evaluation e) {
    String judge =
        text(
            "the judge reads %.2f %% of the %,d MNIST test images right",
            100 * e.judge().accuracy(), e.judge().referenceImages());
    return e.accuracy() == null
        ? "left out: there are no labels"
        : percent(e.accuracy()) + "; " + judge;
  }

  private static String histogram(int[] counts) {
    StringJoiner joined = new StringJoiner("  ");
    for (int k = 0; k < counts.length; k++) {
      joined.add(text("%d: %,d", k, counts[k]));
    }
    return joined.toString();
  }

  private static String nearest(Nearest n) {
    return text(
        "%.2f away on average in %s (first %,d images; least %.2f); 1,000 MNIST test images: %.2f",
        n.mean(), n.data(), n.samples(), n.least(), n.ofTestImages());
  }

  private static String fidelity(Fidelity f) {
    return text(
        "PSNR %s (pooled %s), SSIM %.4f", decibels(f.psnr()), decibels(f.pooledPsnr()), f.ssim());
  }

  private static String decibels(Double value) {
    return value == null ? "infinite" : text("%.2f dB", value);
  }

  /** A share in percent. */
  public static String percent(double share) {
    return text("%.1f %%", 100 * share);
  }

  private static String text(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
