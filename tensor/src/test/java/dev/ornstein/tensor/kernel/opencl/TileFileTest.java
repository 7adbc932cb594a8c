package dev.ornstein.tensor.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where tuned tiles are kept. It takes no device. */
class TileFileTest {
  private static final Tuning SHARED =
      new Tuning(new TileSizes(true, 64, 128, 32, 8, 4), new WinogradChannels(32, 64));
  private static final Tuning OWN =
      new Tuning(
          new TileSizes(false, 96, 16, 200, 6, 16),
          new WinogradChannels(128, WinogradChannels.NEVER));

  @TempDir Path folder;

  private final List<String> log = new ArrayList<>();

  private static DeviceInfo device(int index, String name, String driver, int largestGroup) {
    return new DeviceInfo(
        index,
        DeviceInfo.Kind.GPU,
        name,
        "a = b: \"c\" # é",
        "OpenCL 1.2",
        driver,
        4,
        8L << 30,
        2L << 30,
        32768,
        largestGroup,
        true,
        true);
  }

  private static final DeviceInfo ONE = device(0, "one", "1.0", 1024);

  private Path path() {
    return folder.resolve("tiles.properties");
  }

  private Optional<Tuning> find(DeviceInfo device) {
    return new TileFile(path()).find(device, log::add);
  }

  @Test
  void whatIsPutIsFoundForThatDeviceAndDriverOnly() {
    new TileFile(path()).put(ONE, SHARED);
    DeviceInfo other = device(1, "other", "1.0", 1024);
    new TileFile(path()).put(other, OWN);
    assertEquals(Optional.of(SHARED), find(ONE));
    assertEquals(Optional.of(SHARED), find(device(7, "one", "1.0", 1024)), "another number");
    assertEquals(Optional.of(OWN), find(other));
    assertEquals(Optional.empty(), find(device(0, "one", "1.1", 1024)), "another driver");
    assertEquals(Optional.empty(), find(device(0, "two", "1.0", 1024)), "another device");
    new TileFile(path()).put(ONE, OWN);
    assertEquals(Optional.of(OWN), find(ONE));
    assertEquals(List.of(), log);
  }

  @Test
  void withoutAFileNothingIsSaid() {
    assertEquals(Optional.empty(), find(ONE));
    assertEquals(List.of(), log);
  }

  private void assertOneWarning() {
    assertEquals(Optional.empty(), find(ONE));
    assertEquals(1, log.size(), log.toString());
    assertTrue(log.get(0).startsWith("Using default tiles for one: " + path()), log.get(0));
    assertEquals(1, log.get(0).lines().count(), log.get(0));
  }

  private static String key() {
    return ONE.model().replaceAll("([ =:#])", "\\\\$1").replace("é", "\\u00e9");
  }

  @Test
  void filesOfEarlierVersionsSayNothingOfWinogradsWay() throws IOException {
    Files.writeString(path(), key() + " = shared m=64 n=128 k=32 rows=8 columns=4\n");
    WinogradChannels usual = WinogradChannels.of(ONE.kind());
    assertEquals(Optional.of(new Tuning(SHARED.tiles(), usual)), find(ONE));
    assertEquals(List.of(), log);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no tiles at all",
        "one\\u12zz = 3",
        "other = shared m=64",
        "%s = shared m=64 n=128 k=32 rows=8",
        "%s = shared m=64 n=128 k=32 rows=8 columns=99999",
        "%s = shared m=65 n=128 k=32 rows=8 columns=4",
        "%s = own m=9 n=16 k=10 rows=0 columns=16",
        "%s = shared m=64 n=128 k=32 rows=8 columns=4 winograd=32",
        "%s = shared m=64 n=128 k=32 rows=8 columns=4 winograd=0 gradients=never",
        "%s = shared m=64 n=128 k=32 rows=8 columns=4 winograd=32 gradients=always",
        "%s = "
      })
  void damagedFileGivesOneWarningAndIsReplaced(String content) throws IOException {
    Files.writeString(path(), content.replace("%s", key()));
    assertOneWarning();
    new TileFile(path()).put(ONE, OWN);
    assertEquals(Optional.of(OWN), find(ONE));
    assertEquals(Optional.empty(), find(device(0, "two", "1.0", 1024)));
    assertEquals(1, log.size(), log.toString());
  }

  @Test
  void bytesThatAreNoTextGiveOneWarning() throws IOException {
    Files.write(path(), new byte[] {(byte) 0xc3, (byte) 0x28, 0, (byte) 0xff});
    assertOneWarning();
  }

  @Test
  void folderInItsPlaceGivesOneWarning() throws IOException {
    Files.createDirectory(path());
    assertOneWarning();
  }

  @Test
  void damageBesideAGoodEntryDoesNotHarmIt() throws IOException {
    new TileFile(path()).put(ONE, SHARED);
    Files.writeString(path(), Files.readString(path()) + "two = nonsense\n");
    assertEquals(Optional.of(SHARED), find(ONE));
    assertEquals(List.of(), log);
  }

  @Test
  void tilesForWhichADeviceHasNoRoomAreLeftOut() {
    new TileFile(path()).put(ONE, SHARED); // a group of 256 work items
    DeviceInfo smaller = device(0, "one", "1.0", 128);
    assertEquals(Optional.empty(), find(smaller));
    assertEquals(1, log.size());
    assertTrue(log.get(0).contains("are larger than this device allows"), log.get(0));
  }

  @Test
  void folderIsMadeAndOneThatCannotBeIsNamed() throws IOException {
    Path deep = folder.resolve("a").resolve("b").resolve("tiles.properties");
    new TileFile(deep).put(ONE, OWN);
    assertTrue(Files.isRegularFile(deep));
    Path file = Files.writeString(folder.resolve("file"), "");
    UserError e =
        assertThrows(
            UserError.class, () -> new TileFile(file.resolve("tiles.properties")).put(ONE, OWN));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
  }
}
