package dev.ornstein.examples.evaluate;

import dev.ornstein.tensor.UserError;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Reads grey images from PNG pictures: of 28×28 pixels, or sheets of such tiles side by side
 * without lines between them. Colours count by the mean of red, green and blue; transparency does
 * not count.
 */
final class PngFolder {
  private static final int COLOURS = 3;

  private PngFolder() {}

  /**
   * All images of all pictures of a folder, by the names of the files, in each from the top left on
   * along rows.
   *
   * @return (N, 28, 28) in [0, 1], N at least 1
   * @throws UserError when there is none, or one cannot be read or has another size
   */
  static float[] read(Path folder) {
    List<Path> files = pictures(folder);
    if (files.isEmpty()) {
      throw new UserError(
          folder
              + " has neither samples.npy nor a PNG picture; give the folder of a run, a file"
              + " of images, or a folder of pictures of 28×28 pixels");
    }
    BufferedImage[] pictures = new BufferedImage[files.size()];
    int count = 0;
    for (int i = 0; i < pictures.length; i++) {
      pictures[i] = picture(files.get(i));
      count += pictures[i].getWidth() * pictures[i].getHeight() / Exhibit.PIXELS;
    }
    float[] images = new float[count * Exhibit.PIXELS];
    int at = 0;
    for (BufferedImage picture : pictures) {
      for (int top = 0; top < picture.getHeight(); top += Exhibit.SIZE) {
        for (int left = 0; left < picture.getWidth(); left += Exhibit.SIZE) {
          for (int p = 0; p < Exhibit.PIXELS; p++) {
            images[at++] = grey(picture, left + p % Exhibit.SIZE, top + p / Exhibit.SIZE);
          }
        }
      }
    }
    return images;
  }

  private static List<Path> pictures(Path folder) {
    try (Stream<Path> content = Files.list(folder)) {
      return content
          .filter(f -> f.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".png"))
          .sorted(Comparator.comparing(f -> f.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw new UserError("cannot read the folder " + folder + " (" + e.getMessage() + ")", e);
    }
  }

  private static BufferedImage picture(Path file) {
    BufferedImage picture;
    try {
      picture = ImageIO.read(file.toFile());
    } catch (IOException e) {
      throw new UserError("cannot read " + file + " as a picture (" + e.getMessage() + ")", e);
    }
    if (picture == null) {
      throw new UserError(file + " is no PNG picture");
    }
    if (picture.getWidth() % Exhibit.SIZE != 0 || picture.getHeight() % Exhibit.SIZE != 0) {
      throw new UserError(
          file
              + " has "
              + picture.getWidth()
              + "×"
              + picture.getHeight()
              + " pixels; 28×28, or a sheet of such tiles without lines between them, is wanted");
    }
    return picture;
  }

  /** The stored number: Java's conversions would bend the scale of grey pictures. */
  private static float grey(BufferedImage picture, int x, int y) {
    Raster raster = picture.getRaster();
    if (picture.getColorModel() instanceof IndexColorModel) {
      IndexColorModel palette = (IndexColorModel) picture.getColorModel();
      int i = raster.getSample(x, y, 0);
      return (palette.getRed(i) + palette.getGreen(i) + palette.getBlue(i)) / (COLOURS * 255f);
    }
    int bands = raster.getNumBands() < COLOURS ? 1 : COLOURS;
    float sum = 0;
    for (int band = 0; band < bands; band++) {
      int white = (1 << raster.getSampleModel().getSampleSize(band)) - 1;
      sum += (float) raster.getSample(x, y, band) / white;
    }
    return sum / bands;
  }
}
