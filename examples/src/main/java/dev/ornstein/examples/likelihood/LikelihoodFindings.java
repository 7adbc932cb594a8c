package dev.ornstein.examples.likelihood;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.ornstein.diffusion.likelihood.BitsPerDimension;
import dev.ornstein.mnist.data.Dataset;
import java.util.Locale;

/**
 * What {@code likelihood.json} holds.
 *
 * @param run whose model was measured
 * @param example that trained it
 * @param images name of the images
 * @param count how many there were
 * @param bitsPerDimension mean over them
 * @param standardError of that mean, from the spread over images; null for one image
 * @param natsPerImage mean of −ln P of an image
 * @param evaluationsPerImage of the network, with its gradients
 * @param steps of the flow; null where a tolerance was given
 * @param tolerance of the flow; null where steps were
 * @param probes for the divergence
 * @param seed of everything random
 */
public record LikelihoodFindings(
    String run,
    String example,
    String images,
    int count,
    double bitsPerDimension,
    Double standardError,
    double natsPerImage,
    double evaluationsPerImage,
    Integer steps,
    Double tolerance,
    int probes,
    long seed) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private static final String HEADER = "image,label,bits_per_dimension,standard_error";

  /** Of the bits of images. */
  public static LikelihoodFindings of(
      String run,
      String example,
      Dataset images,
      FlowSettings settings,
      BitsPerDimension.Result bits,
      double evaluationsPerImage) {
    double error = bits.standardError();
    return new LikelihoodFindings(
        run,
        example,
        images.name(),
        bits.each().length,
        bits.mean(),
        Double.isNaN(error) ? null : error,
        bits.mean() * images.pixelsPerImage() * Math.log(2),
        evaluationsPerImage,
        settings.tolerance().isPresent() ? null : settings.steps(),
        settings.tolerance().orElse(null),
        settings.probes(),
        settings.seed());
  }

  /** The text of {@code likelihood.json}. */
  public String toJson() {
    return GSON.toJson(this) + "\n";
  }

  /** {@code likelihood.csv}: a row for each image, without an error where one probe gives none. */
  public static String csv(Dataset images, BitsPerDimension.Result bits) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (int i = 0; i < bits.each().length; i++) {
      double error = bits.standardErrors()[i];
      text.append(
          String.format(
              Locale.ROOT,
              "%d,%d,%.6f,%s\n",
              i,
              images.label(i),
              bits.each()[i],
              Double.isNaN(error) ? "" : String.format(Locale.ROOT, "%.6f", error)));
    }
    return text.toString();
  }
}
