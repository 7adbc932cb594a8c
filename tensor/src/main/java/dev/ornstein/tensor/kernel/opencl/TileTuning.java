package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.DeviceError;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Times a few {@link TileSizes} on a device, and with the fastest of them either way of
 * convolutions, and keeps what is best for later runs. Best tiles have the largest geometric mean
 * over the cases: a case counts by how much faster it becomes, not by how long it takes.
 */
public final class TileTuning {
  private static final int REPEATS = 5;

  /** A measurement goes on for so long, or else the clock and the start of a call are measured. */
  private static final double SECONDS_OF_A_REPEAT = 5e-3;

  private static final int MOST_CALLS = 100;
  private static final int LABEL = 34;

  private final OpenClDevices.Found found;
  private final TileSizes usual;
  private final List<TuningCase> cases;
  private final Consumer<String> log;

  /** The speed of each case, in GFLOP/s, with some tiles. */
  private record Row(TileSizes tiles, double[] speeds) {
    double mean() {
      return Math.exp(Arrays.stream(speeds).map(Math::log).average().orElseThrow());
    }
  }

  private TileTuning(OpenClDevices.Found found, List<TuningCase> cases, Consumer<String> log) {
    this.found = found;
    this.usual = TileSizes.of(found.info().kind()).within(found.info());
    this.cases = cases;
    this.log = log;
  }

  /**
   * See {@link dev.ornstein.tensor.kernel.Backends#tuneOpenCl}, which calls this by name.
   *
   * @param wanted {@code opencl} or {@code opencl:i}
   * @param size rows and columns of the product that is timed
   * @param file is written
   * @param log receives the table
   * @throws UserError when the device cannot be had, has no room, or the file cannot be written
   */
  public static void tune(String wanted, int size, Path file, Consumer<String> log) {
    if (size < TuningCase.ROWS_PER_IMAGE) {
      throw new UserError(
          "the products that are timed have at least "
              + TuningCase.ROWS_PER_IMAGE
              + " rows, got "
              + size);
    }
    OpenClDevices.Found found = OpenClDevices.choose(wanted);
    DeviceInfo device = found.info();
    List<TuningCase> cases = TuningCase.of(size).stream().filter(c -> c.fits(device)).toList();
    if (cases.isEmpty()) {
      throw new UserError(
          device.description() + " has no room for products of " + size + " rows; take fewer");
    }
    TileTuning tuning = new TileTuning(found, cases, log);
    TileSizes tiles = tuning.best();
    Tuning best =
        new Tuning(
            tiles,
            new WinogradChannels(
                tuning.least(tiles, TuningCase.forwards(size)),
                tuning.least(tiles, TuningCase.weightGrads(size))));
    new TileFile(file).put(device, best);
    log.accept("Runs on this device take " + best + " from now on; this is kept in " + file);
  }

  /**
   * What is timed, the default first: for a GPU several areas, depths and shares of a work item;
   * for a processor several numbers of rows in registers and of terms at a time.
   */
  static List<TileSizes> candidates(DeviceInfo device) {
    Stream<TileSizes> others =
        device.kind() == DeviceInfo.Kind.CPU
            ? Stream.of(
                new TileSizes(false, 128, 16, 256, 4, 16),
                new TileSizes(false, 96, 16, 256, 6, 16),
                new TileSizes(false, 128, 16, 256, 16, 16),
                new TileSizes(false, 64, 16, 128, 8, 16))
            : Stream.of(
                new TileSizes(true, 128, 128, 8, 8, 8),
                new TileSizes(true, 128, 128, 16, 16, 8),
                new TileSizes(true, 128, 64, 16, 8, 8),
                new TileSizes(true, 64, 128, 16, 8, 8),
                new TileSizes(true, 64, 128, 32, 8, 8),
                new TileSizes(true, 64, 64, 16, 8, 8),
                new TileSizes(true, 64, 64, 16, 4, 4));
    Stream<TileSizes> allowed = others.filter(t -> t.within(device).equals(t));
    TileSizes usual = TileSizes.of(device.kind()).within(device);
    return Stream.concat(Stream.of(usual), allowed).distinct().toList();
  }

  private TileSizes best() {
    List<TileSizes> candidates = candidates(found.info());
    log.accept(
        "Timing "
            + candidates.size()
            + " kinds of tiles on "
            + found.info().description()
            + ", driver "
            + found.info().driver()
            + "; this takes up to two minutes.");
    List<Row> rows = new ArrayList<>();
    for (TileSizes tiles : candidates) {
      timed(tiles).ifPresent(rows::add);
    }
    // The first of equals: the default before others.
    Row best = rows.stream().min(Comparator.comparingDouble(r -> -r.mean())).orElseThrow();
    log.accept(
        line("tiles, GFLOP/s of", Stream.concat(cases.stream().map(TuningCase::name), means())));
    for (Row row : rows) {
      Stream<String> speeds =
          Stream.concat(Arrays.stream(row.speeds).boxed(), Stream.of(row.mean()))
              .map(TileTuning::format);
      String marks = (row == best ? "  best" : "") + (row.tiles.equals(usual) ? "  default" : "");
      log.accept(line(row.tiles.toString(), speeds) + marks);
    }
    return best.tiles;
  }

  private static String format(double speed) {
    return String.format(Locale.ROOT, "%.1f", speed);
  }

  private static Stream<String> means() {
    return Stream.of("mean");
  }

  private static String line(String label, Stream<String> columns) {
    StringBuilder out = new StringBuilder(String.format("%-" + LABEL + "s", label));
    columns.forEach(c -> out.append(String.format("%19s", c)));
    return out.toString();
  }

  /**
   * From how many channels on Winograd's way is the faster one.
   *
   * @param tiles of products, either way
   * @param all convolutions by ascending channels; those for which there is no room are left out
   */
  private int least(TileSizes tiles, List<TuningCase> all) {
    List<TuningCase> ways = all.stream().filter(c -> c.fits(found.info())).toList();
    int[] channels = ways.stream().mapToInt(TuningCase::channels).toArray();
    try {
      double[] direct = speeds(new Tuning(tiles, WinogradChannels.OFF), ways);
      double[] winograd = speeds(new Tuning(tiles, WinogradChannels.ALL), ways);
      log.accept(line("convolutions, GFLOP/s", Stream.of("direct", "Winograd's way")));
      for (int i = 0; i < channels.length; i++) {
        log.accept(line(ways.get(i).name(), Stream.of(format(direct[i]), format(winograd[i]))));
      }
      return WinogradChannels.least(channels, direct, winograd);
    } catch (DeviceError | IllegalStateException e) {
      log.accept("Winograd's way is left out: " + e.getMessage());
      return WinogradChannels.NEVER;
    }
  }

  /**
   * On a device that is opened for these tiles alone, so that those which a driver refuses, as some
   * do for want of registers, harm no others. Without the default there is nothing to compare with.
   */
  private Optional<Row> timed(TileSizes tiles) {
    try {
      return Optional.of(new Row(tiles, speeds(new Tuning(tiles, WinogradChannels.OFF), cases)));
    } catch (DeviceError | IllegalStateException e) {
      if (tiles.equals(usual)) {
        throw e;
      }
      log.accept("Tiles of " + tiles + " are left out: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** The speed of each case, in GFLOP/s, on a device that is opened for them. */
  private double[] speeds(Tuning tuning, List<TuningCase> cases) {
    try (Parallel parallel = new Parallel(1);
        OpenClBackend backend = new OpenClBackend(parallel, found, tuning)) {
      Engine engine = new Engine(backend, parallel);
      double[] speeds = new double[cases.size()];
      for (int i = 0; i < speeds.length; i++) {
        TuningCase c = cases.get(i);
        speeds[i] = c.flops() / 1e9 / secondsPerCall(backend, c.call().apply(engine));
      }
      return speeds;
    }
  }

  /** Median of several measurements, after calls that compile, bring tensors there and warm up. */
  private static double secondsPerCall(OpenClBackend backend, Runnable call) {
    seconds(backend, call, 1);
    double once = seconds(backend, call, 1);
    int calls = (int) Math.min(MOST_CALLS, Math.ceil(SECONDS_OF_A_REPEAT / once));
    double[] measured = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      measured[i] = seconds(backend, call, calls) / calls;
    }
    Arrays.sort(measured);
    return measured[REPEATS / 2];
  }

  /** With an empty queue before and after. Never 0. */
  private static double seconds(OpenClBackend backend, Runnable call, int calls) {
    backend.finish();
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      call.run();
    }
    backend.finish();
    return Math.max(1, System.nanoTime() - start) / 1e9;
  }
}
