package dev.ornstein.examples.run;

import java.util.List;

/**
 * What {@code config.json} holds: every option after all defaults are resolved, and what it ran on.
 * With the data it determines the result of a run; with the weights it is all that sampling needs.
 * That of samples drawn later has a {@link DrawnConfig} beside.
 *
 * @param format version of this layout
 * @param example which example trained it
 * @param command the command line it began with
 * @param created when it began, ISO 8601 in UTC
 * @param data what it learns from
 * @param model what is learnt
 * @param training how it is learnt
 * @param sampling how samples are drawn at the end
 * @param environment what it ran on when it was last started
 */
public record RunConfig(
    int format,
    String example,
    List<String> command,
    String created,
    Data data,
    Model model,
    Training training,
    Sampling sampling,
    Environment environment) {
  /** The layout of this version. */
  public static final int FORMAT = 3;

  /**
   * What a run learns from.
   *
   * @param option what {@code --data} said
   * @param name what the data call themselves
   * @param description where they came from
   * @param count training images
   * @param channels per image
   * @param height in pixels
   * @param width in pixels
   * @param classes of the images
   * @param fingerprint a checksum over labels and pixels, by which a resumed run knows its data
   */
  public record Data(
      String option,
      String name,
      String description,
      int count,
      int channels,
      int height,
      int width,
      int classes,
      String fingerprint) {}

  /**
   * What is learnt.
   *
   * @param preset {@code small} or {@code seed}
   * @param network class of the network
   * @param width its base filters
   * @param classes how many classes it is told apart; 0 when it learns without labels
   * @param parameters how many numbers are learnt
   * @param process the forward process, such as {@code vp-cosine}; {@code imaging-system} for that
   *     of {@code mtf.npy} and {@code nps.npy} in the folder of the run
   * @param prediction what the network's output means, such as {@code v} or {@code score}
   * @param loss what is minimised, such as {@code v-mse} or {@code elbo}
   * @param range what black and white are to the network: {@code [-1,1]} or {@code [0,1]}
   * @param degradation what samples begin with: {@code none} for noise, or the images that they
   *     restore: {@code masked} or {@code blurred}
   * @param classifier class of the network whose gradient leads samples to a class, or {@code none}
   */
  public record Model(
      String preset,
      String network,
      int width,
      int classes,
      long parameters,
      String process,
      String prediction,
      String loss,
      String range,
      String degradation,
      String classifier) {
    /** The same with the number of parameters that its network turned out to have. */
    public Model withParameters(long count) {
      return new Model(
          preset,
          network,
          width,
          classes,
          count,
          process,
          prediction,
          loss,
          range,
          degradation,
          classifier);
    }
  }

  /**
   * How it is learnt.
   *
   * @param seed of all random numbers: weights, order of the data, times, noise
   * @param batchSize images per step
   * @param lr greatest learning rate
   * @param warmupSteps over which the learning rate rises to it
   * @param decay {@code cosine} over the length of the run, or {@code none}
   * @param clip greatest norm of the gradients; 0 for no limit
   * @param ema how much of the average of the weights remains per step
   * @param times how t is drawn: {@code stratified} or {@code independent}
   * @param labelDropout share of the images whose label is hidden, so that the network also learns
   *     to do without; 0 when it learns without labels
   * @param lengthKind what ends the training: {@code budget}, {@code epochs} or {@code steps}
   * @param length seconds, epochs or steps
   */
  public record Training(
      long seed,
      int batchSize,
      float lr,
      int warmupSteps,
      String decay,
      float clip,
      float ema,
      String times,
      float labelDropout,
      String lengthKind,
      long length) {}

  /**
   * How samples are drawn at the end.
   *
   * @param count how many
   * @param sampler its name
   * @param steps it takes from t = 1 to t = 0
   * @param labels which classes: {@code each} in turn, {@code none}, or the number of one
   * @param guidance weight γ of the classifier's gradient; 0 where there is no classifier
   */
  public record Sampling(int count, String sampler, int steps, String labels, double guidance) {}

  /**
   * What a run is computed with. Nothing here changes the result but the device and the kernels,
   * whose roundings differ.
   *
   * @param ornstein version of this program
   * @param java version and maker
   * @param system operating system and processor architecture
   * @param processors that Java may use
   * @param memoryMiB that Java may use
   * @param device what {@code --device} said; {@code kernelsDetail} has its name
   * @param kernels their name
   * @param kernelsDetail lane width and why they were chosen
   * @param threads that compute
   */
  public record Environment(
      String ornstein,
      String java,
      String system,
      int processors,
      long memoryMiB,
      String device,
      String kernels,
      String kernelsDetail,
      int threads) {}
}
