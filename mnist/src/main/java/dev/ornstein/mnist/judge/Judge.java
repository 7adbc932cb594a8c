package dev.ornstein.mnist.judge;

import dev.ornstein.tensor.Engine;
import java.util.Objects;

/**
 * Judges images of digits by a {@link LeNet5} that has learnt to read MNIST: what they are read as,
 * how surely, and how far their descriptions are from those of the MNIST test images.
 *
 * <p>{@link #load} gives the judge that comes with Ornstein; {@link JudgeTraining} made it.
 */
public final class Judge {
  private final Engine engine;
  private final LeNet5 net;
  private final FeatureStatistics reference;
  private final Known known;

  /**
   * What was measured when the judge was made.
   *
   * @param accuracy share of the test images that it reads right, in [0, 1]
   * @param floor Fréchet distance of real training digits from the test images
   * @param nearest mean distance in pixels of 1,000 test images from their nearest training images
   */
  public record Known(double accuracy, FrechetFloor floor, double nearest) {
    /** Checks the ranges. */
    public Known {
      Objects.requireNonNull(floor, "the floor");
      if (!(accuracy >= 0 && accuracy <= 1)) {
        throw new IllegalArgumentException("an accuracy must be in [0, 1], got " + accuracy);
      }
      if (!(nearest >= 0)) {
        throw new IllegalArgumentException("a distance must be at least 0, got " + nearest);
      }
    }
  }

  /**
   * @param engine that holds the network
   * @param net trained
   * @param reference of the features of the images that all others are compared with
   * @param known what is known about the judge
   */
  public Judge(Engine engine, LeNet5 net, FeatureStatistics reference, Known known) {
    this.engine = engine;
    this.net = net;
    this.reference = reference;
    this.known = known;
    net.train(false);
  }

  /**
   * The judge that comes with Ornstein.
   *
   * @param engine to read images with
   * @throws dev.ornstein.tensor.UserError when its file cannot be unpacked into the folder for
   *     temporary files
   */
  public static Judge load(Engine engine) {
    return JudgeFile.load(engine);
  }

  LeNet5 net() {
    return net;
  }

  FeatureStatistics reference() {
    return reference;
  }

  /** How many images all others are compared with. */
  public int referenceImages() {
    return reference.count();
  }

  /** What was measured when the judge was made. */
  public Known known() {
    return known;
  }

  /**
   * Reads images.
   *
   * @param images (N, 28, 28), row major, in [0, 1]
   * @throws dev.ornstein.tensor.ShapeException when the array holds no whole number of images
   */
  public Reading read(float[] images) {
    return Reading.of(engine, net, images);
  }

  /**
   * The Fréchet distance of images from the MNIST test images in the 84 features; compare it with
   * {@link #floor}.
   *
   * @param reading of at least 2 images
   * @throws IllegalArgumentException when there are fewer
   */
  public double frechetDistance(Reading reading) {
    return FrechetDistance.between(reading.statistics(), reference);
  }

  /** The Fréchet distance that {@code n} real training digits have, see {@link FrechetFloor}. */
  public double floor(int n) {
    return known.floor().at(n);
  }
}
