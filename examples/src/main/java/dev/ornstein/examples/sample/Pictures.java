package dev.ornstein.examples.sample;

import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.examples.image.AnimatedGif;
import dev.ornstein.examples.image.GrayImage;
import dev.ornstein.examples.image.Png;
import dev.ornstein.examples.image.Sheet;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The pictures of a run, as the content of their files. */
public final class Pictures {
  /** Most samples on the sheet. */
  static final int MOST_ON_SHEET = 100;

  /** Samples in the animation. */
  public static final int IN_MOTION = 36;

  /** Frames of the animation. */
  public static final int FRAMES = 64;

  /** Images in each half of the strip. */
  public static final int STRIP_ROWS = 4;

  private static final int STRIP_COLUMNS = 11;
  private static final int ENLARGED = 3;

  private static final int RESTORED_COLUMNS = 16;
  private static final int RESTORED_BLOCKS = 2;

  /** Rows of pixels between the halves of the strip. */
  private static final int GAP = 4;

  private static final int ENLARGED_IN_MOTION = 2;
  private static final int HUNDREDTHS_PER_FRAME = 6;
  private static final int HUNDREDTHS_OF_LAST = 250;

  private final int height;
  private final int width;

  /**
   * @param height of an image in pixels
   * @param width of an image in pixels
   */
  public Pictures(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /** The times of the columns of {@link #strip}: 0, 0.1 … 1. */
  public static double[] stripTimes() {
    double[] times = new double[STRIP_COLUMNS];
    for (int i = 0; i < STRIP_COLUMNS; i++) {
      times[i] = i / (STRIP_COLUMNS - 1.0);
    }
    return times;
  }

  /** The first samples on a sheet, as PNG. */
  public byte[] sheet(float[] samples) {
    int count = Math.min(MOST_ON_SHEET, samples.length / (height * width));
    Sheet sheet = Sheet.forCount(count, height, width);
    return Png.encode(sheet.draw(samples).enlarged(ENLARGED));
  }

  /**
   * Restored images between what they were restored from and the truth, as PNG: a column for each
   * image, a row for each of {@code ways}; and so again below for more images.
   *
   * @param ways (N, H, W) each
   */
  public byte[] restorations(List<float[]> ways) {
    int pixels = height * width;
    int count = ways.get(0).length / pixels;
    int columns = Math.min(RESTORED_COLUMNS, count);
    int blocks = Math.min(RESTORED_BLOCKS, count / columns);
    GrayImage all = null;
    for (int block = 0; block < blocks; block++) {
      float[] images = new float[ways.size() * columns * pixels];
      for (int way = 0; way < ways.size(); way++) {
        int from = block * columns * pixels;
        System.arraycopy(ways.get(way), from, images, way * columns * pixels, columns * pixels);
      }
      GrayImage drawn = new Sheet(columns, ways.size(), height, width).draw(images);
      all = all == null ? drawn : all.above(drawn, GAP);
    }
    return Png.encode(all.enlarged(ENLARGED));
  }

  /** The reverse process, as GIF. */
  public byte[] motion(List<Frames.Frame> frames) {
    int count = frames.get(0).images().length / (height * width);
    Sheet sheet = Sheet.forCount(count, height, width);
    List<GrayImage> drawn = new ArrayList<>();
    for (Frames.Frame frame : frames) {
      drawn.add(sheet.draw(frame.images()).enlarged(ENLARGED_IN_MOTION));
    }
    return AnimatedGif.encode(drawn, HUNDREDTHS_PER_FRAME, HUNDREDTHS_OF_LAST);
  }

  /**
   * x_t over t from 0 at the left to 1 at the right, as PNG: above, images that are degraded;
   * below, samples on their way, which is read from right to left.
   *
   * @param forward (STRIP_ROWS, H, W) at each of {@link #stripTimes}
   * @param reverse likewise, in any order of times
   */
  public byte[] strip(List<Frames.Frame> forward, List<Frames.Frame> reverse) {
    GrayImage above = rows(forward);
    GrayImage below = rows(reverse);
    return Png.encode(above.above(below, GAP).enlarged(ENLARGED));
  }

  /** One row for each image, one column for each frame by rising time. */
  private GrayImage rows(List<Frames.Frame> frames) {
    List<Frames.Frame> sorted = new ArrayList<>(frames);
    sorted.sort((a, b) -> Double.compare(a.t(), b.t()));
    int pixels = height * width;
    int rows = sorted.get(0).images().length / pixels;
    float[] all = new float[rows * STRIP_COLUMNS * pixels];
    for (int column = 0; column < STRIP_COLUMNS; column++) {
      // A sampler of few steps has fewer frames than there are columns: it stands still in some.
      int last = sorted.size() - 1;
      float[] images = sorted.get((int) Math.round(column * last / (STRIP_COLUMNS - 1.0))).images();
      for (int row = 0; row < rows; row++) {
        int to = (row * STRIP_COLUMNS + column) * pixels;
        System.arraycopy(images, row * pixels, all, to, pixels);
      }
    }
    return new Sheet(STRIP_COLUMNS, rows, height, width).draw(all);
  }

  /**
   * The first images of a dataset at each of {@link #stripTimes}, degraded by one and the same
   * noise.
   *
   * @param seed of the noise
   */
  public static List<Frames.Frame> degraded(
      Engine engine, Dataset images, ForwardProcess process, ImageRange range, long seed) {
    int n = Math.min(STRIP_ROWS, images.count());
    List<Frames.Frame> frames = new ArrayList<>();
    try (Scope memory = engine.scope()) {
      Tensor x0 = images.images(engine, 0, n, range);
      Tensor epsilon = engine.empty(x0.shape());
      Rng.of(seed).stream("strip").normalKeyed(epsilon, 0, 0);
      for (double t : stripTimes()) {
        Tensor x = process.perturb(x0, engine.full(Shape.of(n), (float) t), epsilon);
        frames.add(new Frames.Frame(t, Frames.toUnit(x, x.size(), range)));
      }
    }
    return frames;
  }
}
