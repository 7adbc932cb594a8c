package dev.ornstein.mnist.net;

import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.UserError;

/**
 * The sizes of a {@link SeedClassifier}. All are constants in seed 0, and {@link #seed} keeps them.
 *
 * <p>The images' size belongs to the network: its fully connected layers look at all of an image.
 *
 * @param width channels of the convolutions (32 in the seed)
 * @param hidden1 features of the first fully connected block (512 in the seed)
 * @param hidden2 features of the second (256 in the seed)
 * @param timeHidden inner features of the time encoder (256 in the seed)
 * @param timeFeatures channels of the time encoding (32 in the seed)
 * @param classes told apart (10 in the seed)
 * @param imageHeight rows
 * @param imageWidth columns
 */
public record SeedClassifierConfig(
    int width,
    int hidden1,
    int hidden2,
    int timeHidden,
    int timeFeatures,
    int classes,
    int imageHeight,
    int imageWidth) {

  /** Checks the ranges. */
  public SeedClassifierConfig {
    require("the number of channels", width, 1);
    require("the number of features of the first fully connected block", hidden1, 1);
    require("the number of features of the second fully connected block", hidden2, 1);
    require("the number of inner features of the time encoder", timeHidden, 1);
    require("the number of channels of the time encoding", timeFeatures, 1);
    require("the number of classes", classes, 2);
    require("the height of the images", imageHeight, 1);
    require("the width of the images", imageWidth, 1);
  }

  private static void require(String what, int value, int least) {
    if (value < least || value > 4096) {
      throw new UserError(
          what + " of the seed classifier must be " + least + " … 4096, got " + value);
    }
  }

  /** Seed 0's classifier for 28×28 images. */
  public static SeedClassifierConfig seed(int classes) {
    return new SeedClassifierConfig(32, 512, 256, 256, 32, classes, 28, 28);
  }

  /** These sizes for other images. */
  public SeedClassifierConfig forImages(int height, int columns) {
    return new SeedClassifierConfig(
        width, hidden1, hidden2, timeHidden, timeFeatures, classes, height, columns);
  }

  /** Values of the last feature maps of one image. */
  int flatFeatures() {
    return width * imageHeight * imageWidth;
  }

  /**
   * The sizes of the network that saved a state dict, read from the shapes of its weights.
   *
   * @param state by the network's names
   * @param height rows of the images
   * @param columns columns of the images
   * @throws UserError naming the entry that is missing or does not fit
   */
  public static SeedClassifierConfig of(StateDict state, int height, int columns) {
    SavedShapes saved = new SavedShapes("the seed classifier", state);
    return new SeedClassifierConfig(
        saved.rows("conv1.conv1.weight"),
        saved.rows("fc1.fc1.weight"),
        saved.rows("fc2.fc1.weight"),
        saved.rows("time_encoder.fc1.fc1.weight"),
        saved.rows("time_encoder.fc3.fc1.weight"),
        saved.rows("fc3.fc1.weight"),
        height,
        columns);
  }
}
