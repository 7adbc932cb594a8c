package dev.ornstein.examples.spectrum;

import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code spectrum.csv}: a row for each band of frequencies at each time. What could not be measured
 * is {@code nan}, which NumPy reads.
 */
public final class SpectrumTable {
  private static final String HEADER =
      "t,frequency,mtf_asked,mtf_measured,mtf_standard_error,"
          + "nps_asked,nps_measured,nps_standard_error";

  private static final int COLUMNS = HEADER.split(",").length;

  private SpectrumTable() {}

  /**
   * Writes it.
   *
   * @throws UserError when it cannot be written; it stays as it was
   */
  public static void write(Path path, List<Band> bands) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (Band b : bands) {
      text.append(String.format(Locale.ROOT, "%s,%.6f", b.t(), b.frequency()));
      append(text, b.mtf());
      append(text, b.nps());
      text.append('\n');
    }
    AtomicFiles.writeString(path, text.toString());
  }

  private static void append(StringBuilder text, Band.Value value) {
    for (double v : new double[] {value.asked(), value.measured(), value.error()}) {
      text.append(Double.isNaN(v) ? ",nan" : String.format(Locale.ROOT, ",%.6e", v));
    }
  }

  /**
   * Reads it.
   *
   * @throws UserError when it cannot be read or is damaged
   */
  public static List<Band> read(Path path) {
    List<String> lines;
    try {
      lines = Files.readAllLines(path);
    } catch (IOException e) {
      throw new UserError("cannot read " + path + " (" + e.getMessage() + ")", e);
    }
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new UserError(path + " is damaged: its first line is not \"" + HEADER + "\"");
    }
    List<Band> bands = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      bands.add(band(path, i + 1, lines.get(i)));
    }
    return bands;
  }

  private static Band band(Path path, int line, String row) {
    try {
      double[] v =
          Arrays.stream(row.split(",", -1))
              .mapToDouble(c -> c.equals("nan") ? Double.NaN : Double.parseDouble(c))
              .toArray();
      if (v.length != COLUMNS) {
        throw new NumberFormatException(v.length + " columns instead of " + COLUMNS);
      }
      Band.Value mtf = new Band.Value(v[2], v[3], v[4]);
      return new Band(v[0], v[1], mtf, new Band.Value(v[5], v[6], v[7]));
    } catch (NumberFormatException e) {
      throw new UserError(path + " is damaged in line " + line + ": " + e.getMessage(), e);
    }
  }
}
