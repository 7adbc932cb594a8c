package dev.ornstein.examples.evaluate;

import dev.ornstein.examples.evaluate.Exhibit.Restoration;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.Npy;
import dev.ornstein.tensor.io.NpyArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Reads what is to be judged from where a user says it is. */
public final class Exhibits {
  private static final int CLASSES = 10;

  private Exhibits() {}

  /**
   * Reads images and what belongs to them. A folder with {@code samples.npy} is that of a run, and
   * its {@code labels.npy}, {@code truth.npy} and {@code degraded.npy} are read too; any other
   * folder is one of PNG pictures.
   *
   * @param source a run, a NumPy file or a folder
   * @param labels a file of labels that stands in for that of the folder
   * @throws UserError in one sentence, when something is missing, of another shape or outside [0,
   *     1]
   */
  public static Exhibit read(Path source, Optional<Path> labels) {
    if (!Files.exists(source)) {
      throw new UserError(
          source
              + " does not exist; give the folder of a run, a file of images such as samples.npy, or"
              + " a folder of PNG pictures");
    }
    if (!Files.isDirectory(source)) {
      float[] images = images(source, true);
      return exhibit(source, images, labels, Optional.empty());
    }
    Optional<Path> samples = in(source, "samples.npy");
    float[] images = samples.isPresent() ? images(samples.get(), true) : PngFolder.read(source);
    Optional<Restoration> restoration =
        samples.isEmpty() ? Optional.empty() : restoration(source, images.length);
    return exhibit(source, images, labels.or(() -> in(source, "labels.npy")), restoration);
  }

  private static Optional<Path> in(Path folder, String name) {
    return Optional.of(folder.resolve(name)).filter(Files::exists);
  }

  private static Exhibit exhibit(
      Path source, float[] images, Optional<Path> labels, Optional<Restoration> restoration) {
    int count = images.length / Exhibit.PIXELS;
    return new Exhibit(
        source.toString(), images, labels.map(file -> labels(file, count)), restoration);
  }

  private static Optional<Restoration> restoration(Path run, int pixels) {
    Optional<Path> truth = in(run, "truth.npy");
    return truth.map(
        file ->
            new Restoration(
                ofSamples(file, images(file, true), pixels),
                in(run, "degraded.npy").map(d -> ofSamples(d, images(d, false), pixels))));
  }

  private static float[] ofSamples(Path file, float[] images, int pixels) {
    if (images.length != pixels) {
      throw new UserError(
          file
              + " holds "
              + images.length / Exhibit.PIXELS
              + " images; it must hold one for each of the "
              + pixels / Exhibit.PIXELS
              + " samples");
    }
    return images;
  }

  /**
   * @param unit whether numbers outside [0, 1] are refused
   */
  private static float[] images(Path file, boolean unit) {
    NpyArray array = Npy.read(file);
    Shape s = array.shape();
    int n = s.rank() == 0 ? 0 : s.dim(0);
    boolean fits =
        s.equals(Shape.of(n, Exhibit.SIZE, Exhibit.SIZE))
            || s.equals(Shape.of(n, 1, Exhibit.SIZE, Exhibit.SIZE));
    if (n == 0 || !fits) {
      throw new UserError(
          file
              + " has the shape "
              + s
              + "; images (N, 28, 28) or (N, 1, 28, 28) with N of at least 1 are wanted");
    }
    float[] images = array.floats();
    requireNumbers(file, images, unit);
    return images;
  }

  private static void requireNumbers(Path file, float[] images, boolean unit) {
    for (int i = 0; i < images.length; i++) {
      boolean fits = unit ? images[i] >= 0 && images[i] <= 1 : Float.isFinite(images[i]);
      if (!fits) {
        throw new UserError(
            file
                + " has the number "
                + images[i]
                + " in image "
                + i / Exhibit.PIXELS
                + "; pixels must be "
                + (unit ? "in [0, 1], 0 for black and 1 for white" : "finite"));
      }
    }
  }

  private static int[] labels(Path file, int count) {
    NpyArray array = Npy.read(file);
    long[] labels = array.longs();
    if (!array.shape().equals(Shape.of(count))) {
      throw new UserError(
          file
              + " has the shape "
              + array.shape()
              + "; one label for each of the "
              + count
              + " images is wanted, ("
              + count
              + ")");
    }
    for (long label : labels) {
      if (label < 0 || label >= CLASSES) {
        throw new UserError(
            file + " has the label " + label + "; the judge knows the digits 0 … " + (CLASSES - 1));
      }
    }
    return Arrays.stream(labels).mapToInt(Math::toIntExact).toArray();
  }
}
