package dev.ornstein.examples.report;

import dev.ornstein.examples.evaluate.Evaluation;
import dev.ornstein.examples.evaluate.EvaluationPictures;
import dev.ornstein.examples.evaluate.Exhibit;
import dev.ornstein.examples.evaluate.FindingsText;
import dev.ornstein.examples.evaluate.Neighbours;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The page {@code evaluation.html}: figures and pictures of an evaluation. */
public final class EvaluationReport {
  private static final String PNG = "image/png";

  private final Evaluation evaluation;
  private final Exhibit exhibit;
  private final Optional<Neighbours> neighbours;
  private final Map<String, String> words;
  private final StringBuilder html = new StringBuilder(1 << 18);

  private EvaluationReport(
      Evaluation evaluation,
      Exhibit exhibit,
      Optional<Neighbours> neighbours,
      Map<String, String> words) {
    this.evaluation = evaluation;
    this.exhibit = exhibit;
    this.neighbours = neighbours;
    this.words = words;
  }

  /**
   * The page.
   *
   * @param evaluation its figures
   * @param exhibit what was judged
   * @param neighbours its nearest training images, when there are any
   * @param words the figures as names and values
   */
  public static String of(
      Evaluation evaluation,
      Exhibit exhibit,
      Optional<Neighbours> neighbours,
      Map<String, String> words) {
    return new EvaluationReport(evaluation, exhibit, neighbours, words).page();
  }

  private String page() {
    Path source = Path.of(exhibit.name()).toAbsolutePath().normalize();
    html.append(Html.head("Ornstein: evaluation of " + source.getFileName()));
    html.append("<header>\n<p class=\"kicker\">Ornstein · evaluate</p>\n<h1>");
    html.append(Html.escape("" + source.getFileName())).append("</h1>\n<p>");
    html.append(String.format(Locale.ROOT, "%,d images of 28×28, from ", evaluation.count()));
    html.append(Html.escape(exhibit.name())).append(".</p>\n</header>\n");
    tiles();
    pictures();
    html.append("<h2>Figures</h2>\n").append(Html.table("", words));
    classes();
    explanation();
    return html.append("</body>\n</html>\n").toString();
  }

  private void tiles() {
    html.append("<ul class=\"tiles\">\n");
    if (evaluation.frechet() != null) {
      tile("%.2f", evaluation.frechet().distance(), "Fréchet distance");
      tile("%.2f", evaluation.frechet().floor(), "that of as many real digits");
    }
    if (evaluation.accuracy() != null) {
      html.append(Html.tile(FindingsText.percent(evaluation.accuracy()), "read as asked"));
    }
    html.append(Html.tile(FindingsText.percent(evaluation.confidence()), "mean confidence"));
    if (evaluation.nearest() != null) {
      tile("%.2f", evaluation.nearest().mean(), "mean distance to the nearest training image");
    }
    if (evaluation.restoration() != null) {
      Evaluation.Fidelity restored = evaluation.restoration().restored();
      if (restored.psnr() != null) {
        tile("%.2f dB", restored.psnr(), "PSNR, mean over images");
      }
      tile("%.3f", restored.ssim(), "SSIM");
    }
    html.append("</ul>\n");
  }

  private void tile(String form, double value, String name) {
    html.append(Html.tile(String.format(Locale.ROOT, form, value), name));
  }

  private void pictures() {
    EvaluationPictures pictures = new EvaluationPictures(exhibit);
    html.append("<h2>Images</h2>\n");
    exhibit
        .restoration()
        .ifPresent(
            r -> {
              String above =
                  r.degraded().isPresent() ? "degraded, restored and true" : "restored and true";
              figure(pictures.restored(r), "The first images from above: " + above);
            });
    if (neighbours.isPresent()) {
      String beside =
          ", each with the nearest image of " + neighbours.get().data().name() + " at its right";
      figure(pictures.besideNearest(neighbours.get()), "The first images" + beside);
      figure(pictures.closest(neighbours.get()), "Those nearest to training images" + beside);
    } else {
      figure(pictures.samples(), "The first images");
    }
  }

  private void figure(byte[] png, String caption) {
    html.append(Html.figure(PNG, png, caption));
  }

  private void classes() {
    Map<String, String> rows = new LinkedHashMap<>();
    for (int k = 0; k < evaluation.histogram().length; k++) {
      String read = String.format(Locale.ROOT, "%,d", evaluation.histogram()[k]);
      String share = FindingsText.percent((double) evaluation.histogram()[k] / evaluation.count());
      String asked =
          evaluation.asked() == null
              ? ""
              : String.format(Locale.ROOT, ", %,d asked for", evaluation.asked()[k]);
      rows.put(Integer.toString(k), read + " (" + share + ")" + asked);
    }
    html.append("<h2>Read as</h2>\n").append(Html.table("", rows));
  }

  private void explanation() {
    html.append("<h2>What this means</h2>\n<p class=\"note\">");
    html.append(
        Html.escape(
            String.format(
                Locale.ROOT,
                "The judge is a LeNet-5 that reads %.2f %% of the MNIST test images right. The"
                    + " Fréchet distance compares mean and covariance of its 84 features over these"
                    + " images with those over the %,d test images. Few images give a larger"
                    + " distance however good they are, so read it beside that of as many real"
                    + " training digits. Of those, sets of 100 or 1,000 differ among themselves by"
                    + " about a quarter or a fifth of their distance, and images in equal shares"
                    + " of the ten classes have a smaller one: a firm figure takes 1,000 images or"
                    + " more. Distances of pixels are roots of sums of squares, black being 0 and"
                    + " white 1. For images other than handwritten digits the judge says little.",
                100 * evaluation.judge().accuracy(),
                evaluation.judge().referenceImages())));
    html.append("</p>\n");
  }
}
