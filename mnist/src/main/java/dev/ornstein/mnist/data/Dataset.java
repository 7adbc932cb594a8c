package dev.ornstein.mnist.data;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Labelled images of one size, kept as the bytes they were read as: (count, C, H, W), row major,
 * unsigned. The pixels are neither copied nor handed out; a dataset never changes.
 */
public final class Dataset {
  private final String name;
  private final int channels;
  private final int height;
  private final int width;
  private final byte[] pixels;
  private final byte[] labels;
  private final List<String> classNames;

  /**
   * Takes over the two arrays; the caller must not change them afterwards.
   *
   * @param name what a report calls this set, for instance {@code MNIST train}
   * @param channels C, at least 1
   * @param height H in pixels, at least 1
   * @param width W in pixels, at least 1
   * @param pixels count·C·H·W unsigned bytes
   * @param labels count class numbers, each less than {@code classNames.size()}
   * @param classNames a name per class, at most 256
   * @throws IllegalArgumentException when sizes disagree or a label has no name
   */
  public Dataset(
      String name,
      int channels,
      int height,
      int width,
      byte[] pixels,
      byte[] labels,
      List<String> classNames) {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "images must have positive sizes, got " + channels + "×" + height + "×" + width);
    }
    if (pixels.length != (long) labels.length * channels * height * width) {
      throw new IllegalArgumentException(
          String.format(
              "%d labels of images %d×%d×%d need %d pixels, got %d",
              labels.length,
              channels,
              height,
              width,
              (long) labels.length * channels * height * width,
              pixels.length));
    }
    this.name = name;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.pixels = pixels;
    this.labels = labels;
    this.classNames = List.copyOf(classNames);
    for (int i = 0; i < labels.length; i++) {
      if ((labels[i] & 0xff) >= classNames.size()) {
        throw new IllegalArgumentException(
            String.format(
                "label %d of image %d must be less than the number of classes, %d",
                labels[i] & 0xff, i, classNames.size()));
      }
    }
  }

  /** What a report calls this set. */
  public String name() {
    return name;
  }

  /** How many images there are. */
  public int count() {
    return labels.length;
  }

  /** C, 1 for grey. */
  public int channels() {
    return channels;
  }

  /** H, rows. */
  public int height() {
    return height;
  }

  /** W, columns. */
  public int width() {
    return width;
  }

  /** C·H·W. */
  public int pixelsPerImage() {
    return channels * height * width;
  }

  /** How many classes there are, whether or not each occurs. */
  public int classes() {
    return classNames.size();
  }

  /** A name per class, in the order of the class numbers. */
  public List<String> classNames() {
    return classNames;
  }

  /** The class of image {@code i}, 0 ≤ label &lt; {@link #classes()}. */
  public int label(int i) {
    return labels[i] & 0xff;
  }

  /** The pixel of image {@code i}, channel {@code c}, row {@code y}, column {@code x}, 0 … 255. */
  public int pixel(int i, int c, int y, int x) {
    int plane = (checked(i) * channels + c) * height;
    return pixels[(plane + y) * width + x] & 0xff;
  }

  /**
   * Writes image {@code i} as floats, (C, H, W) row major.
   *
   * @param out receives C·H·W numbers from {@code offset} on
   */
  public void image(int i, ImageRange range, float[] out, int offset) {
    paddedImage(i, range, 0, out, offset);
  }

  /**
   * Writes images {@code first} … {@code first + count − 1} as floats, (count, C, H, W) row major.
   *
   * @param out receives count·C·H·W numbers from {@code offset} on
   */
  public void images(int first, int count, ImageRange range, float[] out, int offset) {
    for (int i = 0; i < count; i++) {
      image(first + i, range, out, offset + i * pixelsPerImage());
    }
  }

  /** Images {@code first} … {@code first + count − 1} as a tensor (count, C, H, W). */
  public Tensor images(Engine engine, int first, int count, ImageRange range) {
    Tensor images = engine.empty(Shape.of(count, channels, height, width));
    images(first, count, range, images.array(), images.offset());
    return images;
  }

  /**
   * Writes image {@code i} as floats with a border of black all round: (C, H + 2·pad, W + 2·pad)
   * row major. A border of 2 makes 28×28 digits 32×32, which halves five times.
   *
   * @param pad the border's width in pixels, 0 or more
   * @param out receives C·(H + 2·pad)·(W + 2·pad) numbers from {@code offset} on
   */
  public void paddedImage(int i, ImageRange range, int pad, float[] out, int offset) {
    int wide = width + 2 * pad;
    int plane = (height + 2 * pad) * wide;
    if (pad > 0) {
      Arrays.fill(out, offset, offset + channels * plane, range.black());
    }
    int in = checked(i) * pixelsPerImage();
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        int to = offset + c * plane + (y + pad) * wide + pad;
        for (int x = 0; x < width; x++) {
          out[to + x] = range.toFloat(pixels[in++]);
        }
      }
    }
  }

  /**
   * The first images only, for quick trials. The pixels are copied.
   *
   * @param n how many; when there are fewer, this very set is returned
   */
  public Dataset first(int n) {
    if (n >= count()) {
      return this;
    }
    return new Dataset(
        name,
        channels,
        height,
        width,
        Arrays.copyOf(pixels, n * pixelsPerImage()),
        Arrays.copyOf(labels, n),
        classNames);
  }

  /** How many images each class has. */
  public int[] classHistogram() {
    int[] histogram = new int[classes()];
    for (byte label : labels) {
      histogram[label & 0xff]++;
    }
    return histogram;
  }

  /** For instance {@code MNIST train: 60000 images 1×28×28, 10 classes}. */
  @Override
  public String toString() {
    return String.format(
        "%s: %d images %d×%d×%d, %d classes", name, count(), channels, height, width, classes());
  }

  private int checked(int i) {
    if (i < 0 || i >= labels.length) {
      throw new IndexOutOfBoundsException(
          "image must be 0 … " + (labels.length - 1) + " of " + name + ", got " + i);
    }
    return i;
  }
}
