package dev.ornstein.mnist.data;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Rng;
import java.util.List;

/**
 * Digits as if written by hand, drawn from strokes: they stand in for MNIST where it cannot be had.
 * No fonts and no files are needed.
 *
 * <p>Image n depends on (seed, split, n) only. In order: a digit and one of its {@link
 * DigitStyles}, both at random; every point of the pen's path strays a little and the paper is
 * warped smoothly; the path is scaled, slanted and turned; as in MNIST (LeCun et al. 1998) it is
 * fitted into a box of 20×20 pixels and placed with its centre of mass in the middle of 28×28; then
 * a round pen of random thickness, pressed unevenly, draws it. Of the mathematical functions only √
 * and {@link StrictMath}'s are used, so that the bytes are the same on every machine.
 */
public final class SyntheticDigits {
  /** Height and width of the images in pixels. */
  public static final int SIDE = 28;

  private static final int BOX = 20;
  private static final int TRAIN_COUNT = 60_000;
  private static final int TEST_COUNT = 10_000;
  private static final int PIECES = 6;
  private static final int GRAIN = 64;
  private static final double SOFT_EDGE = 1.3;
  private static final double MOST_UNEVEN = 0.22;
  private static final List<String> NAMES =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private final Rng rng;

  private SyntheticDigits(Rng rng) {
    this.rng = rng;
  }

  /**
   * As many digits as MNIST has: 60,000 to learn from and 10,000 to judge by.
   *
   * @param seed the same seed gives the same images
   * @param parallel the threads that draw; the images do not depend on their number
   */
  public static TrainTest trainTest(long seed, Parallel parallel) {
    return new TrainTest(
        generate(seed, "train", TRAIN_COUNT, parallel),
        generate(seed, "test", TEST_COUNT, parallel),
        "synthetic",
        "synthetic digits drawn from strokes (seed " + seed + ")");
  }

  /**
   * The first {@code count} images of an endless sequence.
   *
   * @param seed the same seed gives the same images
   * @param split names the sequence; sequences are independent of each other
   * @param count how many, at least 1
   * @param parallel the threads that draw; the images do not depend on their number
   */
  public static Dataset generate(long seed, String split, int count, Parallel parallel) {
    Rng rng = Rng.of(seed).stream("synthetic digits").stream(split);
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] labels = new byte[count];
    parallel.forChunks(
        count,
        GRAIN,
        (from, to) -> {
          PenRaster raster = new PenRaster(SIDE, SOFT_EDGE);
          for (int n = from; n < to; n++) {
            SyntheticDigits digit = new SyntheticDigits(rng.stream(n));
            labels[n] = digit.draw(raster, pixels, n * SIDE * SIDE);
          }
        });
    return new Dataset("synthetic digits " + split, 1, SIDE, SIDE, pixels, labels, NAMES);
  }

  /** Draws one digit and says which. */
  private byte draw(PenRaster raster, byte[] pixels, int offset) {
    int digit = rng.nextInt(10);
    List<PenPath> styles = DigitStyles.of(digit);
    PenPath path = styles.get(rng.nextInt(styles.size()));
    path = slanted(warped(strayed(path))).flattened(PIECES);
    double radius = clamp(1.25 * StrictMath.exp(0.24 * rng.nextGaussian()), 0.75, 2.2);
    raster.draw(placed(path, radius), pressure(path.size(), radius), pixels, offset);
    return (byte) digit;
  }

  /** An unsteady hand: every point strays by itself. */
  private PenPath strayed(PenPath path) {
    double sigma = uniform(0.01, 0.042);
    return path.moved(
        p -> {
          p[0] += sigma * rng.nextGaussian();
          p[1] += sigma * rng.nextGaussian();
        });
  }

  /**
   * Neighbouring points move together: x and y are displaced by slow sine waves of each other, the
   * upper half grows at the cost of the lower or the reverse, and so does the width of head or
   * foot.
   */
  private PenPath warped(PenPath path) {
    double ax = 0.05 * rng.nextGaussian();
    double ay = 0.045 * rng.nextGaussian();
    double frequencyX = uniform(2, 5);
    double frequencyY = uniform(2, 5);
    double phaseX = uniform(0, 2 * Math.PI);
    double phaseY = uniform(0, 2 * Math.PI);
    double head = clamp(0.05 * rng.nextGaussian(), -0.12, 0.12);
    double taper = clamp(0.2 * rng.nextGaussian(), -0.45, 0.45);
    return path.moved(
        p -> {
          double x = p[0];
          double y = p[1];
          p[0] =
              0.5
                  + (x - 0.5) * (1 + taper * (y - 0.5))
                  + ax * StrictMath.sin(frequencyX * y + phaseX);
          p[1] =
              y + head * StrictMath.sin(Math.PI * y) + ay * StrictMath.sin(frequencyY * x + phaseY);
        });
  }

  /** Narrow or wide, leaning mostly to the right, a little turned. */
  private PenPath slanted(PenPath path) {
    double wide = StrictMath.exp(clamp(0.2 * rng.nextGaussian() - 0.02, -0.5, 0.4));
    double lean = clamp(0.16 + 0.24 * rng.nextGaussian(), -0.4, 0.75);
    double turn = clamp(0.1 * rng.nextGaussian(), -0.25, 0.25);
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    return path.moved(
        p -> {
          double x = wide * (p[0] - 0.5) - lean * (p[1] - 0.5);
          double y = p[1] - 0.5;
          p[0] = cos * x - sin * y;
          p[1] = sin * x + cos * y;
        });
  }

  /**
   * The path in pixels: with its ink it fills a box of 20×20 in height or width, and its centre of
   * mass (of the line: the pen's width is nearly even) lies in the middle, up to half a pixel, but
   * never so that ink touches the edge of the picture.
   */
  private PenPath placed(PenPath path, double radius) {
    double left = Double.MAX_VALUE;
    double right = -Double.MAX_VALUE;
    double top = Double.MAX_VALUE;
    double bottom = -Double.MAX_VALUE;
    double length = 0;
    double massX = 0;
    double massY = 0;
    for (int i = 0; i < path.size(); i++) {
      left = Math.min(left, path.x(i));
      right = Math.max(right, path.x(i));
      top = Math.min(top, path.y(i));
      bottom = Math.max(bottom, path.y(i));
      if (!path.lifted(i)) {
        double dx = path.x(i) - path.x(i - 1);
        double dy = path.y(i) - path.y(i - 1);
        double piece = Math.sqrt(dx * dx + dy * dy);
        length += piece;
        massX += piece * (path.x(i) + path.x(i - 1)) / 2;
        massY += piece * (path.y(i) + path.y(i - 1)) / 2;
      }
    }
    double scale = (BOX - 2 * radius) / Math.max(right - left, bottom - top);
    double margin = radius * (1 + MOST_UNEVEN) + SOFT_EDGE / 2 + 0.5;
    double shiftX =
        within(margin, left * scale, right * scale, SIDE / 2.0 - scale * massX / length + stray());
    double shiftY =
        within(margin, top * scale, bottom * scale, SIDE / 2.0 - scale * massY / length + stray());
    return path.moved(
        p -> {
          p[0] = scale * p[0] + shiftX;
          p[1] = scale * p[1] + shiftY;
        });
  }

  /** The shift nearest to {@code shift} that keeps {@code margin} from both edges. */
  private static double within(double margin, double low, double high, double shift) {
    return clamp(shift, margin - low, SIDE - margin - high);
  }

  /** MNIST's own centring rounds to whole pixels. */
  private double stray() {
    return uniform(-0.5, 0.5);
  }

  /** The pen's radius at each point: pressure comes and goes slowly. */
  private double[] pressure(int points, double radius) {
    double uneven = uniform(0, MOST_UNEVEN);
    double waves = uniform(0.5, 2.5);
    double phase = uniform(0, 2 * Math.PI);
    double[] radii = new double[points];
    for (int i = 0; i < points; i++) {
      double angle = 2 * Math.PI * waves * i / points + phase;
      radii[i] = radius * (1 + uneven * StrictMath.sin(angle));
    }
    return radii;
  }

  private double uniform(double from, double to) {
    return from + (to - from) * rng.nextFloat();
  }

  private static double clamp(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }
}
