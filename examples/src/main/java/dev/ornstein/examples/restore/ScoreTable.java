package dev.ornstein.examples.restore;

import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code restoration.csv}: a row for each way of restoring. */
public final class ScoreTable {
  private static final String HEADER = "method,psnr_db,ssim";

  private ScoreTable() {}

  /**
   * Writes it.
   *
   * @throws UserError when it cannot be written; it stays as it was
   */
  public static void write(Path path, List<Restorations.Score> scores) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (Restorations.Score s : scores) {
      text.append(String.format(Locale.ROOT, "%s,%.3f,%.4f%n", s.method(), s.psnr(), s.ssim()));
    }
    AtomicFiles.writeString(path, text.toString());
  }

  /**
   * Reads it.
   *
   * @throws UserError when it cannot be read or is damaged
   */
  public static List<Restorations.Score> read(Path path) {
    List<Restorations.Score> scores = new ArrayList<>();
    try {
      List<String> lines = Files.readAllLines(path);
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split(",");
        scores.add(
            new Restorations.Score(
                cells[0], Double.parseDouble(cells[1]), Double.parseDouble(cells[2])));
      }
    } catch (IOException | RuntimeException e) {
      throw new UserError("cannot read " + path + " (" + e.getMessage() + ")", e);
    }
    return scores;
  }
}
