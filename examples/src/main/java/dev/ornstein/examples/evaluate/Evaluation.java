package dev.ornstein.examples.evaluate;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/**
 * The figures of an evaluation: what {@code evaluation.json} holds. What could not be said is null.
 *
 * @param source what was judged
 * @param count N, how many images
 * @param judge by whom
 * @param frechet how far the images are from the MNIST test images, null for fewer than 2
 * @param accuracy share of images that are read as their labels say, in [0, 1], null without labels
 * @param confidence mean probability of what the images are read as
 * @param histogram how many are read as each class
 * @param asked how many have each class as label, null without labels
 * @param nearest how far they are from training images, null when there are none here
 * @param restoration how far they are from the truth, null unless that is known
 */
public record Evaluation(
    String source,
    int count,
    JudgeFigures judge,
    Frechet frechet,
    Double accuracy,
    double confidence,
    int[] histogram,
    int[] asked,
    Nearest nearest,
    RestorationFigures restoration) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  /**
   * The judge.
   *
   * @param network its kind
   * @param accuracy share of the MNIST test images that it reads right
   * @param referenceImages how many images the distance is measured from
   */
  public record JudgeFigures(String network, double accuracy, int referenceImages) {}

  /**
   * A distance and its measure.
   *
   * @param distance squared, in the features of the judge
   * @param floor that of equally many real training digits
   * @param floorFrom how the floor is known: {@code tabulated}, {@code interpolated in 1/n} or
   *     {@code extrapolated in 1/n}
   */
  public record Frechet(double distance, double floor, String floorFrom) {}

  /**
   * Nearest training images, by the root of the sum of squared differences of pixels.
   *
   * @param data the training images
   * @param samples how many of the images were compared, from the first on
   * @param mean of the distances
   * @param least the smallest distance
   * @param ofTestImages the mean distance of 1,000 MNIST test images from their nearest MNIST
   *     training images
   */
  public record Nearest(String data, int samples, double mean, double least, double ofTestImages) {}

  /**
   * Images against the truth.
   *
   * @param degraded what was to be restored, null when it is not known
   * @param restored the images
   */
  public record RestorationFigures(Fidelity degraded, Fidelity restored) {}

  /**
   * Likeness of images and truth.
   *
   * @param psnr mean over images in dB, null when infinite
   * @param pooledPsnr of the squared error averaged over all images, in dB, null when infinite
   * @param ssim mean over images
   */
  public record Fidelity(Double psnr, Double pooledPsnr, double ssim) {}

  /** The text of {@code evaluation.json}. */
  public String toJson() {
    return GSON.toJson(this) + "\n";
  }
}
