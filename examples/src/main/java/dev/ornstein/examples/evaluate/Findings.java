package dev.ornstein.examples.evaluate;

import dev.ornstein.examples.evaluate.Evaluation.Fidelity;
import dev.ornstein.examples.evaluate.Evaluation.Frechet;
import dev.ornstein.examples.evaluate.Evaluation.JudgeFigures;
import dev.ornstein.examples.evaluate.Evaluation.Nearest;
import dev.ornstein.examples.evaluate.Evaluation.RestorationFigures;
import dev.ornstein.mnist.judge.Judge;
import dev.ornstein.mnist.judge.LeNet5;
import dev.ornstein.mnist.judge.Psnr;
import dev.ornstein.mnist.judge.Reading;
import dev.ornstein.mnist.judge.Ssim;
import java.util.Arrays;
import java.util.Optional;

/** From a judge and images to figures. */
public final class Findings {
  private Findings() {}

  /**
   * Judges.
   *
   * @param judge by whom
   * @param exhibit what
   * @param neighbours nearest training images, when there are any
   */
  public static Evaluation of(Judge judge, Exhibit exhibit, Optional<Neighbours> neighbours) {
    Reading reading = judge.read(exhibit.images());
    return new Evaluation(
        exhibit.name(),
        exhibit.count(),
        new JudgeFigures("LeNet-5", judge.known().accuracy(), judge.referenceImages()),
        exhibit.count() < 2 ? null : frechet(judge, reading),
        exhibit.labels().map(reading::accuracy).orElse(null),
        reading.meanConfidence(),
        reading.histogram(),
        exhibit.labels().map(Findings::histogram).orElse(null),
        neighbours.map(n -> nearest(judge, n)).orElse(null),
        exhibit.restoration().map(r -> restoration(exhibit, r)).orElse(null));
  }

  private static Frechet frechet(Judge judge, Reading reading) {
    int n = reading.count();
    String from = "interpolated in 1/n";
    if (judge.known().floor().table().containsKey(n)) {
      from = "tabulated";
    } else if (judge.known().floor().isExtrapolated(n)) {
      from = "extrapolated in 1/n";
    }
    return new Frechet(judge.frechetDistance(reading), judge.floor(n), from);
  }

  private static int[] histogram(int[] labels) {
    int[] histogram = new int[LeNet5.CLASSES];
    for (int label : labels) {
      histogram[label]++;
    }
    return histogram;
  }

  private static Nearest nearest(Judge judge, Neighbours neighbours) {
    double[] distances = neighbours.found().distances();
    return new Nearest(
        neighbours.data().name(),
        distances.length,
        neighbours.found().meanDistance(),
        Arrays.stream(distances).min().orElse(0),
        judge.known().nearest());
  }

  private static RestorationFigures restoration(Exhibit exhibit, Exhibit.Restoration r) {
    return new RestorationFigures(
        r.degraded().map(d -> fidelity(d, r.truth())).orElse(null),
        fidelity(exhibit.images(), r.truth()));
  }

  private static Fidelity fidelity(float[] images, float[] truth) {
    Psnr psnr = Psnr.of(images, truth, Exhibit.SIZE, Exhibit.SIZE);
    Ssim ssim = Ssim.of(images, truth, Exhibit.SIZE, Exhibit.SIZE);
    return new Fidelity(finite(psnr.mean()), finite(psnr.pooled()), ssim.mean());
  }

  /** JSON has no infinity. */
  private static Double finite(double decibels) {
    return Double.isFinite(decibels) ? decibels : null;
  }
}
