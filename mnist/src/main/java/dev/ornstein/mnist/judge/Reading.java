package dev.ornstein.mnist.judge;

import dev.ornstein.autograd.NoGrad;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;

/**
 * What a network reads in images.
 *
 * @param features (N, 84), row major: their descriptions
 * @param classes N classes, each the likeliest
 * @param confidences N probabilities of these classes
 */
public record Reading(float[] features, int[] classes, float[] confidences) {
  /** Images read at once. Their number changes nothing but memory and speed. */
  private static final int BATCH = 256;

  private static final int PIXELS = LeNet5.SIZE * LeNet5.SIZE;

  /** Checks that the three are of equally many images. */
  public Reading {
    if (features.length != classes.length * LeNet5.FEATURES
        || confidences.length != classes.length) {
      throw new IllegalArgumentException(
          classes.length
              + " classes need as many confidences and "
              + LeNet5.FEATURES
              + " features each; got "
              + confidences.length
              + " and "
              + features.length);
    }
  }

  /**
   * Reads images.
   *
   * @param engine that holds the network
   * @param images (N, 28, 28), row major, in [0, 1]
   * @throws ShapeException when the array holds no whole number of images
   */
  static Reading of(Engine engine, LeNet5 net, float[] images) {
    if (images.length % PIXELS != 0) {
      throw new ShapeException(images.length + " pixels are no images of 28×28");
    }
    int n = images.length / PIXELS;
    float[] features = new float[n * LeNet5.FEATURES];
    int[] classes = new int[n];
    float[] confidences = new float[n];
    for (int first = 0; first < n; first += BATCH) {
      int count = Math.min(BATCH, n - first);
      try (Scope memory = engine.scope();
          NoGrad off = NoGrad.enter()) {
        float[] some = Arrays.copyOfRange(images, first * PIXELS, (first + count) * PIXELS);
        Tensor x = engine.of(some, Shape.of(count, 1, LeNet5.SIZE, LeNet5.SIZE));
        Var f = net.features(Var.constant(x));
        float[] said = f.value().toArray();
        System.arraycopy(said, 0, features, first * LeNet5.FEATURES, said.length);
        float[] p = net.logits(f).softmax().value().toArray();
        for (int i = 0; i < count; i++) {
          int likeliest = likeliest(p, i * LeNet5.CLASSES);
          classes[first + i] = likeliest;
          confidences[first + i] = p[i * LeNet5.CLASSES + likeliest];
        }
      }
    }
    return new Reading(features, classes, confidences);
  }

  private static int likeliest(float[] p, int from) {
    int best = 0;
    for (int k = 1; k < LeNet5.CLASSES; k++) {
      if (p[from + k] > p[from + best]) {
        best = k;
      }
    }
    return best;
  }

  /** N, how many images were read. */
  public int count() {
    return classes.length;
  }

  /** Mean and covariance of the descriptions; at least 2 images are needed. */
  public FeatureStatistics statistics() {
    return FeatureStatistics.of(features, LeNet5.FEATURES);
  }

  /**
   * The share of images that are read as what they should be.
   *
   * @param labels N classes
   * @return in [0, 1]
   * @throws ShapeException when there is not a label for each image
   */
  public double accuracy(int... labels) {
    if (labels.length != count() || labels.length == 0) {
      throw new ShapeException(
          count() + " images need as many labels and at least 1; got " + labels.length);
    }
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += labels[i] == classes[i] ? 1 : 0;
    }
    return (double) right / labels.length;
  }

  /** How many images are read as each of the ten classes. */
  public int[] histogram() {
    int[] histogram = new int[LeNet5.CLASSES];
    for (int k : classes) {
      histogram[k]++;
    }
    return histogram;
  }

  /** The mean of the confidences, in [0.1, 1]; NaN without images. */
  public double meanConfidence() {
    double sum = 0;
    for (float c : confidences) {
      sum += c;
    }
    return sum / confidences.length;
  }
}
