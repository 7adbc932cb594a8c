package dev.ornstein.examples.train;

/**
 * Settings that belong together; {@link Presets} has those of each example.
 *
 * @param name what {@code --preset} calls it
 * @param network class of the network
 * @param width base filters
 * @param process the forward process
 * @param prediction what the network's output means
 * @param loss what is minimised
 * @param range what black and white are
 * @param degradation what samples begin with, {@code none} for noise
 * @param classifier class of the network that guides, or {@code none}
 * @param times how times are drawn
 * @param labelDropout share of labels hidden from a network that learns with labels; negative for
 *     one that cannot be told them
 * @param batchSize images per step
 * @param lr greatest learning rate
 * @param warmupSteps of the learning rate
 * @param decay of the learning rate: {@code cosine} or {@code none}
 * @param clip greatest norm of the gradients, 0 for no limit
 * @param ema decay of the averaged weights, 0 for no average
 * @param lengthKind {@code budget}, {@code epochs} or {@code steps}
 * @param length seconds, epochs or steps
 * @param sampler draws the samples
 * @param samplerSteps it takes
 * @param samples how many it draws
 * @param guidance weight γ of the classifier's gradient, 0 without a classifier
 */
public record Preset(
    String name,
    String network,
    int width,
    String process,
    String prediction,
    String loss,
    String range,
    String degradation,
    String classifier,
    String times,
    float labelDropout,
    int batchSize,
    float lr,
    int warmupSteps,
    String decay,
    float clip,
    float ema,
    String lengthKind,
    long length,
    String sampler,
    int samplerSteps,
    int samples,
    double guidance) {
  /** A small network and today's practice: digits in minutes on a CPU. */
  public static final Preset SMALL =
      new Preset(
          "small",
          "SmallUNet",
          16,
          "vp-cosine",
          "v",
          "v-mse",
          "[-1,1]",
          "none",
          "none",
          "stratified",
          0.1f,
          128,
          2e-3f,
          100,
          "cosine",
          1f,
          0.998f,
          "budget",
          600,
          "ddim",
          50,
          100,
          0);

  /** The network and the settings of seed 0. */
  public static final Preset SEED =
      new Preset(
          "seed",
          "SeedUNet",
          32,
          "vp-linear",
          "score",
          "elbo",
          "[0,1]",
          "none",
          "none",
          "independent",
          -1f,
          64,
          1e-3f,
          0,
          "none",
          0f,
          0f,
          "epochs",
          100,
          "euler-maruyama",
          1024,
          64,
          0);

  /** The same way of learning, of something else. */
  Preset learning(String newProcess, String newPrediction, String newLoss) {
    return new Preset(
        name,
        network,
        width,
        newProcess,
        newPrediction,
        newLoss,
        range,
        degradation,
        classifier,
        times,
        labelDropout,
        batchSize,
        lr,
        warmupSteps,
        decay,
        clip,
        ema,
        lengthKind,
        length,
        sampler,
        samplerSteps,
        samples,
        guidance);
  }

  /** The same with samples that restore degraded images, and without labels. */
  Preset restoring(String newDegradation) {
    return with(newDegradation, classifier, -1, sampler, samplerSteps, guidance);
  }

  /** The same without labels. */
  Preset unlabelled() {
    return with(degradation, classifier, -1, sampler, samplerSteps, guidance);
  }

  /** The same with a classifier that learns the labels, which the network itself is not told. */
  Preset guidedBy(String newClassifier, double gamma) {
    return with(degradation, newClassifier, 0, sampler, samplerSteps, gamma);
  }

  /** The same with samples drawn in another way. */
  Preset drawnBy(String newSampler, int steps) {
    return with(degradation, classifier, labelDropout, newSampler, steps, guidance);
  }

  private Preset with(
      String newDegradation,
      String newClassifier,
      float dropout,
      String newSampler,
      int steps,
      double gamma) {
    return new Preset(
        name,
        network,
        width,
        process,
        prediction,
        loss,
        range,
        newDegradation,
        newClassifier,
        times,
        dropout,
        batchSize,
        lr,
        warmupSteps,
        decay,
        clip,
        ema,
        lengthKind,
        length,
        newSampler,
        steps,
        samples,
        gamma);
  }

  /** Whether classes are learnt, by the network or by a classifier beside it. */
  public boolean labelled() {
    return labelDropout >= 0;
  }
}
