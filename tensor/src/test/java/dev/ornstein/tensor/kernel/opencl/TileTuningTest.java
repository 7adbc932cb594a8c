package dev.ornstein.tensor.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.kernel.Backends;
import dev.ornstein.tensor.kernel.Engines;
import dev.ornstein.tensor.kernel.GemmShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which tiles are timed, and that later engines take the fastest. */
@Tag("opencl")
class TileTuningTest {
  private static final int SIZE = 32;

  @TempDir Path folder;

  private final List<String> log = new ArrayList<>();

  private Path path() {
    return folder.resolve("cache").resolve("tiles.properties");
  }

  private static DeviceInfo device(DeviceInfo.Kind kind, int largestGroup, long localBytes) {
    return new DeviceInfo(
        0,
        kind,
        "any",
        "any",
        "1.2",
        "1.0",
        1,
        1L << 30,
        1L << 28,
        localBytes,
        largestGroup,
        false,
        false);
  }

  @ParameterizedTest
  @EnumSource(DeviceInfo.Kind.class)
  void defaultIsTimedFirstAndNothingThatHasNoRoom(DeviceInfo.Kind kind) {
    for (int group : new int[] {64, 128, 256, 1024}) {
      DeviceInfo device = device(kind, group, 32 << 10);
      List<TileSizes> all = TileTuning.candidates(device);
      assertEquals(TileSizes.of(kind).within(device), all.get(0));
      assertEquals(all.size(), all.stream().distinct().count());
      for (TileSizes t : all) {
        assertEquals(t, t.within(device));
        assertTrue(t.items() <= group, t.toString());
      }
    }
    int expected = kind == DeviceInfo.Kind.CPU ? 5 : 8;
    assertEquals(expected, TileTuning.candidates(device(kind, 1024, 32 << 10)).size());
  }

  @Test
  void casesThatAreTooLargeForADeviceAreLeftOut() {
    DeviceInfo device = device(DeviceInfo.Kind.GPU, 256, 32 << 10); // buffers of 256 MiB
    List<Boolean> all = List.of(true, true, true);
    assertEquals(all, TuningCase.of(1024).stream().map(c -> c.fits(device)).toList());
    // 256, 25 and 49 MiB a tensor, then four, two and two times as much
    assertEquals(all, TuningCase.of(8192).stream().map(c -> c.fits(device)).toList());
    assertEquals(
        List.of(false, true, true),
        TuningCase.of(16_384).stream().map(c -> c.fits(device)).toList());
  }

  /** Whichever is best, products are the same. */
  @Test
  void everyCandidateGivesTheSameBits() {
    float[] a = normal(1, 133 * 70);
    float[] b = normal(2, 70 * 131);
    for (DeviceInfo.Kind kind : List.of(DeviceInfo.Kind.CPU, DeviceInfo.Kind.GPU)) {
      float[] expected = null;
      for (TileSizes tiles : TileTuning.candidates(device(kind, 1024, 32 << 10))) {
        try (Engine e = OpenClTiles.of(tiles)) {
          Tensor c = e.empty(Shape.of(133, 131));
          GemmShape s = GemmShape.single(133, 131, 70, false, false);
          e.backend().gemm(c, e.of(a, a.length), e.of(b, b.length), s);
          expected = expected == null ? c.toArray() : expected;
          assertArrayEquals(expected, c.toArray(), tiles.toString());
        }
      }
    }
  }

  private static float[] normal(long seed, int n) {
    Random random = new Random(seed);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  private OpenClBackend backend() {
    Parallel parallel = new Parallel(1);
    return (OpenClBackend) Backends.lookUp("auto", "opencl:0", parallel, path(), log::add);
  }

  @Test
  void tunedTilesAreThoseOfTheTableAndOfLaterEngines() {
    Engines.openCl().close(); // skips where there is none
    Backends.tuneOpenCl("opencl:0", SIZE, path(), log::add);
    List<String> rows = log.stream().filter(l -> l.matches(".*( +\\d+\\.\\d){4}.*")).toList();
    List<String> ways = log.stream().filter(l -> l.matches("3×3.*( +\\d+\\.\\d){2}")).toList();
    assertEquals(8, ways.size(), log.toString());
    DeviceInfo device = OpenClDevices.list().get(0);
    assertEquals(TileTuning.candidates(device).size(), rows.size(), log.toString());
    assertEquals(1, rows.stream().filter(r -> r.endsWith("  default")).count(), log.toString());
    List<String> best = rows.stream().filter(r -> r.contains("  best")).toList();
    assertEquals(1, best.size(), log.toString());
    String last = log.get(log.size() - 1);
    log.clear();
    try (OpenClBackend later = backend()) {
      Tuning tuning = later.tuning();
      assertTrue(best.get(0).startsWith(tuning.tiles() + " "), tuning + " is not in " + best);
      assertTrue(last.contains(" take " + tuning + " from now on"), last);
      assertTrue(later.description().endsWith(", " + tuning), later.description());
    }
    assertEquals(List.of(), log);
  }

  @Test
  void tilesOfTheFileAreTakenAndDamagedOnesAreNot() throws IOException {
    Engines.openCl().close();
    DeviceInfo device = OpenClDevices.list().get(0);
    Tuning unusual = new Tuning(new TileSizes(true, 16, 16, 8, 4, 4), new WinogradChannels(9, 8));
    new TileFile(path()).put(device, unusual);
    try (OpenClBackend tuned = backend()) {
      assertEquals(unusual, tuned.tuning());
    }
    assertEquals(List.of(), log);
    Files.writeString(
        path(), Files.readString(path()).replace("m\\=16", "m\\=17").replace("m=16", "m=17"));
    try (OpenClBackend usual = backend()) {
      assertEquals(Tuning.of(device), usual.tuning());
      assertTrue(usual.description().endsWith(" GB"), usual.description());
    }
    assertEquals(1, log.size(), log.toString());
  }

  @Test
  void sizesThatAreTooSmallAreRefused() {
    UserError e =
        assertThrows(UserError.class, () -> Backends.tuneOpenCl("opencl:0", 15, path(), log::add));
    assertTrue(e.getMessage().contains("at least 16 rows, got 15"), e.getMessage());
  }
}
