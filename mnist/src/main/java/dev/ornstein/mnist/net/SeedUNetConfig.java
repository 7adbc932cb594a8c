package dev.ornstein.mnist.net;

import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Shape;
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
 */
public record SeedUNetConfig(
    int width,
    int hidden,
    int timeHidden,
    int timeFeatures,
    int positionHidden,
    int positionFeatures,
    int imageHeight,
    int imageWidth) {

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

  /** Seed 0's network with {@code width} base filters, for 28×28 images. */
  public static SeedUNetConfig seed(int width) {
    return new SeedUNetConfig(width, 1024, 256, 32, 32, 32, 28, 28);
  }

  /** These sizes for other images. */
  public SeedUNetConfig forImages(int height, int columns) {
    return new SeedUNetConfig(
        width, hidden, timeHidden, timeFeatures, positionHidden, positionFeatures, height, columns);
  }

  /** Channels of the U-Net's input: image, time encoding, position encoding. */
  int inputChannels() {
    return 1 + timeFeatures + positionFeatures;
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
   * @throws UserError naming the entry that is missing
   */
  public static SeedUNetConfig of(StateDict state, int height, int columns) {
    return new SeedUNetConfig(
        rows(state, "denoiser.conv1.conv1.weight"),
        rows(state, "denoiser.fc7.fc1.weight"),
        rows(state, "time_encoder.fc1.fc1.weight"),
        rows(state, "time_encoder.fc3.fc1.weight"),
        rows(state, "position_encoder.conv1.conv1.weight"),
        rows(state, "position_encoder.conv3.conv1.weight"),
        height,
        columns);
  }

  private static int rows(StateDict state, String name) {
    if (!state.contains(name)) {
      throw new UserError(
          "weights of the seed network have an entry '" + name + "'; there is none");
    }
    Shape shape = state.shape(name);
    if (shape.rank() < 2) {
      throw new UserError("'" + name + "' of the seed network is a matrix or kernel; got " + shape);
    }
    return shape.dim(0);
  }
}
