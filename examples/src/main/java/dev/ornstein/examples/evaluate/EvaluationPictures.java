package dev.ornstein.examples.evaluate;

import dev.ornstein.examples.image.Png;
import dev.ornstein.examples.image.Sheet;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The pictures of an evaluation, as the content of PNG files. */
public final class EvaluationPictures {
  /** Pairs in a row. */
  private static final int PAIRS_ACROSS = 6;

  private static final int PAIRS = 48;
  private static final int CLOSEST = 12;
  private static final int SAMPLES = 100;
  private static final int RESTORED = 16;
  private static final int ENLARGED = 3;

  private final Exhibit exhibit;

  /**
   * @param exhibit what is judged
   */
  public EvaluationPictures(Exhibit exhibit) {
    this.exhibit = exhibit;
  }

  /** The first images. */
  public byte[] samples() {
    int count = Math.min(SAMPLES, exhibit.count());
    Sheet sheet = Sheet.forCount(count, Exhibit.SIZE, Exhibit.SIZE);
    return Png.encode(sheet.draw(exhibit.images()).enlarged(ENLARGED));
  }

  /** The first images, each with the nearest training image at its right. */
  public byte[] besideNearest(Neighbours neighbours) {
    int count = Math.min(PAIRS, neighbours.found().distances().length);
    return pairs(IntStream.range(0, count).toArray(), neighbours);
  }

  /** The images that are nearest to training images, each with that at its right. */
  public byte[] closest(Neighbours neighbours) {
    return pairs(neighbours.closest(CLOSEST), neighbours);
  }

  private byte[] pairs(int[] which, Neighbours neighbours) {
    float[] both = new float[2 * which.length * Exhibit.PIXELS];
    for (int k = 0; k < which.length; k++) {
      put(image(exhibit.images(), which[k]), both, 2 * k);
      put(neighbours.nearestTo(which[k]), both, 2 * k + 1);
    }
    int across = Math.min(PAIRS_ACROSS, which.length);
    int down = (which.length + across - 1) / across;
    Sheet sheet = new Sheet(2 * across, down, Exhibit.SIZE, Exhibit.SIZE);
    return Png.encode(sheet.draw(both).enlarged(ENLARGED));
  }

  /** A column for each of the first images: degraded, when that is known, restored, and true. */
  public byte[] restored(Exhibit.Restoration restoration) {
    int across = Math.min(RESTORED, exhibit.count());
    float[][] rows =
        restoration.degraded().isPresent()
            ? new float[][] {restoration.degraded().get(), exhibit.images(), restoration.truth()}
            : new float[][] {exhibit.images(), restoration.truth()};
    float[] all = new float[rows.length * across * Exhibit.PIXELS];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(rows[r], 0, all, r * across * Exhibit.PIXELS, across * Exhibit.PIXELS);
    }
    Sheet sheet = new Sheet(across, rows.length, Exhibit.SIZE, Exhibit.SIZE);
    return Png.encode(sheet.draw(all).enlarged(ENLARGED));
  }

  private static float[] image(float[] images, int i) {
    return Arrays.copyOfRange(images, i * Exhibit.PIXELS, (i + 1) * Exhibit.PIXELS);
  }

  private static void put(float[] image, float[] sheet, int place) {
    System.arraycopy(image, 0, sheet, place * Exhibit.PIXELS, Exhibit.PIXELS);
  }
}
