package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.AtomicFiles;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tiles that were found fastest, and from how many channels Winograd's way was, a property for each
 * model of device under its version of the driver. Whatever the file holds, or is, no run fails for
 * it. Earlier versions said nothing of Winograd's way.
 */
final class TileFile {
  private static final String COMMENT =
      "Tiles of products by device, written by ./ornstein tune; safe to delete";
  private static final String NEVER = "never";
  private static final Pattern TILES =
      Pattern.compile(
          "(shared|own) m=(\\d{1,4}) n=(\\d{1,4}) k=(\\d{1,4}) rows=(\\d{1,4})"
              + " columns=(\\d{1,4})(?: winograd=(CHANNELS) gradients=(CHANNELS))?"
                  .replace("CHANNELS", "\\d{1,5}|" + NEVER));

  private final Path path;

  TileFile(Path path) {
    this.path = path;
  }

  /**
   * What was found out about a device.
   *
   * @param device that must have room for the tiles
   * @param log receives one line when the file is there and does not say
   * @return nothing when the file, or the device in it, is not there, or not to be used
   */
  Optional<Tuning> find(DeviceInfo device, Consumer<String> log) {
    if (Files.notExists(path)) {
      return Optional.empty();
    }
    try {
      Map<String, String> all = read();
      String text = all.get(device.model());
      if (text == null) {
        all.values().forEach(t -> parse(t, device)); // is it a file of tiles at all?
        return Optional.empty();
      }
      Tuning tuning = parse(text, device);
      TileSizes tiles = tuning.tiles();
      if (!tiles.within(device).equals(tiles)) {
        throw new IllegalArgumentException(
            "tiles of " + tiles + " are larger than this device allows");
      }
      return Optional.of(tuning);
    } catch (IOException | IllegalArgumentException e) {
      log.accept(
          "Using default tiles for "
              + device.name()
              + ": "
              + path
              + " cannot be used ("
              + e.getMessage()
              + "); ./ornstein tune writes it anew.");
      return Optional.empty();
    }
  }

  /**
   * Notes what was found out about a device, beside what is there of others; what is no file of
   * tiles is replaced.
   *
   * @throws UserError when the file or its folder cannot be written
   */
  void put(DeviceInfo device, Tuning tuning) {
    Properties all = new Properties();
    try {
      all.putAll(read());
      all.values().removeIf(text -> !isTuning(text.toString(), device));
    } catch (IOException | IllegalArgumentException e) {
      all.clear();
    }
    all.setProperty(device.model(), text(tuning));
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UserError(
          "the folder of " + path + " cannot be made: " + e.getMessage() + "; tiles are not kept",
          e);
    }
    StringWriter text = new StringWriter();
    try {
      all.store(text, COMMENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    AtomicFiles.writeString(path, text.toString());
  }

  private Map<String, String> read() throws IOException {
    Properties all = new Properties();
    all.load(new StringReader(Files.readString(path)));
    if (all.isEmpty()) {
      throw new IllegalArgumentException("it holds no tiles");
    }
    Map<String, String> out = new TreeMap<>();
    all.stringPropertyNames().forEach(name -> out.put(name, all.getProperty(name)));
    return out;
  }

  private static String text(Tuning tuning) {
    TileSizes t = tuning.tiles();
    return (t.shared() ? "shared" : "own")
        + " m="
        + t.m()
        + " n="
        + t.n()
        + " k="
        + t.k()
        + " rows="
        + t.rows()
        + " columns="
        + t.columns()
        + " winograd="
        + text(tuning.winograd().forward())
        + " gradients="
        + text(tuning.winograd().weightGrad());
  }

  private static String text(int channels) {
    return channels == WinogradChannels.NEVER ? NEVER : Integer.toString(channels);
  }

  private static boolean isTuning(String text, DeviceInfo device) {
    try {
      parse(text, device);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * @param device whose kind says what is not in the text
   */
  private static Tuning parse(String text, DeviceInfo device) {
    Matcher found = TILES.matcher(text);
    if (!found.matches()) {
      throw new IllegalArgumentException(
          "\"" + text.substring(0, Math.min(40, text.length())) + "\" names no tiles");
    }
    int[] n = new int[5];
    for (int i = 0; i < n.length; i++) {
      n[i] = Integer.parseInt(found.group(i + 2));
    }
    TileSizes tiles = new TileSizes(found.group(1).equals("shared"), n[0], n[1], n[2], n[3], n[4]);
    return new Tuning(
        tiles,
        found.group(7) == null
            ? WinogradChannels.of(device.kind())
            : new WinogradChannels(channels(found.group(7)), channels(found.group(8))));
  }

  private static int channels(String text) {
    return text.equals(NEVER) ? WinogradChannels.NEVER : Integer.parseInt(text);
  }
}
