package dev.ornstein.mnist.net;

import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.UserError;

/**
 * The sizes of a {@link SeedUNet}. In seed 0 only the number of base filters is an argument; the
 * other widths are constants there, and {@link #seed} keeps them.
 *
 * <p>The images' size belongs to the network: its fully connected layers look at all of an image.
 *
 * @param width base filters: channels at full size, doubled at each halving (32 in the seed)
 * @param hidden features between the two fully connected blocks (1024 in the seed)
 * @param timeHidden inner features of the time encoder (256 in the seed)
 * @param timeFeatures channels of the time encoding (32 in the seed)
 * @param positionHidden inner channels of the position encoder (32 in the seed)
 * @param positionFeatures channels of the position encoding (32 in the seed)
 * @param imageHeight rows, divisible by 4
 * @param imageWidth columns, divisible by 4
 * @param conditionChannels channels of the images seen beside the noisy ones (0 or 1 in the seed)
 */
public record SeedUNetConfig(
    int width,
    int hidden,
    int timeHidden,
    int timeFeatures,
    int positionHidden,
    int positionFeatures,
    int imageHeight,
    int imageWidth,
    int conditionChannels) {

  private static final String FIRST = "denoiser.conv1.conv1.weight";

  /** Checks the ranges. */
  public SeedUNetConfig {
    requireSize("base filters", width);
    requireSize("hidden features", hidden);
    requireSize("inner features of the time encoder", timeHidden);
    requireSize("channels of the time encoding", timeFeatures);
    requireSize("inner channels of the position encoder", positionHidden);
    requireSize("channels of the position encoding", positionFeatures);
    requireQuartered("height", imageHeight);
    requireQuartered("width", imageWidth);
    if (conditionChannels < 0 || conditionChannels > 4096) {
      throw new UserError(
          "the number of condition channels must be 0 … 4096, got " + conditionChannels);
    }
  }

  private static void requireSize(String what, int value) {
    if (value < 1 || value > 4096) {
      throw new UserError("the number of " + what + " must be 1 … 4096, got " + value);
    }
  }

  private static void requireQuartered(String what, int value) {
    if (value < 4 || value % 4 != 0) {
      throw new UserError(
          "the seed network halves images twice: their "
              + what
              + " must be divisible by 4, got "
              + value);
    }
  }

  /** Seed 0's network with {@code width} base filters, for 28×28 images without a condition. */
  public static SeedUNetConfig seed(int width) {
    return new SeedUNetConfig(width, 1024, 256, 32, 32, 32, 28, 28, 0);
  }

  /** These sizes for other images. */
  public SeedUNetConfig forImages(int height, int columns) {
    return new SeedUNetConfig(
        width,
        hidden,
        timeHidden,
        timeFeatures,
        positionHidden,
        positionFeatures,
        height,
        columns,
        conditionChannels);
  }

  /** These sizes for a network that sees {@code channels} of condition images. */
  public SeedUNetConfig conditionedBy(int channels) {
    return new SeedUNetConfig(
        width,
        hidden,
        timeHidden,
        timeFeatures,
        positionHidden,
        positionFeatures,
        imageHeight,
        imageWidth,
        channels);
  }

  /** Channels of the U-Net's input: noisy image, condition, time encoding, position encoding. */
  int inputChannels() {
    return 1 + conditionChannels + timeFeatures + positionFeatures;
  }

  /** Values of the smallest feature map of one image. */
  int flatFeatures() {
    return 4 * width * (imageHeight / 4) * (imageWidth / 4);
  }

  /**
   * The sizes of the network that saved a state dict, read from the shapes of its weights.
   *
   * @param state by the network's names
   * @param height rows of the images
   * @param columns columns of the images
   * @throws UserError naming the entry that is missing or does not fit
   */
  public static SeedUNetConfig of(StateDict state, int height, int columns) {
    SavedShapes saved = new SavedShapes("the seed network", state);
    int width = saved.rows(FIRST);
    int timeFeatures = saved.rows("time_encoder.fc3.fc1.weight");
    int positionFeatures = saved.rows("position_encoder.conv3.conv1.weight");
    return new SeedUNetConfig(
        width,
        saved.rows("denoiser.fc7.fc1.weight"),
        saved.rows("time_encoder.fc1.fc1.weight"),
        timeFeatures,
        saved.rows("position_encoder.conv1.conv1.weight"),
        positionFeatures,
        height,
        columns,
        conditionChannels(saved.columns(FIRST), 1 + timeFeatures + positionFeatures));
  }

  /** Channels that the first convolution has beside the others'. */
  private static int conditionChannels(int channels, int others) {
    if (channels < others) {
      throw new UserError(
          "'"
              + FIRST
              + "' of the seed network takes the image and the encodings, at least "
              + others
              + " channels; got "
              + channels);
    }
    return channels - others;
  }
}
