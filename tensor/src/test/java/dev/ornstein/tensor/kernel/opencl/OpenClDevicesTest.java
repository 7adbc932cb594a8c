package dev.ornstein.tensor.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.kernel.Backends;
import dev.ornstein.tensor.kernel.Engines;
import dev.ornstein.tensor.kernel.opencl.DeviceInfo.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which device a user gets. */
class OpenClDevicesTest {
  private static DeviceInfo device(int index, Kind kind) {
    return new DeviceInfo(
        index,
        kind,
        "device " + index,
        "some driver",
        "OpenCL 1.2",
        "1.0",
        4,
        8L << 30,
        2L << 30,
        32768,
        256,
        true,
        true);
  }

  private static final DeviceInfo CPU = device(0, Kind.CPU);
  private static final DeviceInfo OTHER = device(1, Kind.OTHER);
  private static final DeviceInfo GPU = device(2, Kind.GPU);

  private static String refusal(String wanted, List<DeviceInfo> all) {
    return assertThrows(UserError.class, () -> OpenClDevices.choose(wanted, all)).getMessage();
  }

  @Test
  void withoutANumberItIsTheFirstThatIsNoCpu() {
    assertSame(GPU, OpenClDevices.choose("opencl", List.of(CPU, device(1, Kind.CPU), GPU)));
    assertSame(OTHER, OpenClDevices.choose("opencl", List.of(CPU, OTHER, GPU)));
  }

  @Test
  void aNumberNamesAnyDevice() {
    List<DeviceInfo> all = List.of(CPU, OTHER, GPU);
    for (DeviceInfo d : all) {
      assertSame(d, OpenClDevices.choose("opencl:" + d.index(), all));
    }
  }

  @Test
  void aCpuIsTakenOnlyWhenItIsNamed() {
    String refusal = refusal("opencl", List.of(CPU));
    assertTrue(refusal.contains("takes a CPU only when it is named"), refusal);
    assertTrue(refusal.contains("opencl:0 CPU, device 0 (some driver)"), refusal);
  }

  @Test
  void anUnknownNumberIsAnsweredWithThoseThatThereAre() {
    String refusal = refusal("opencl:7", List.of(CPU, OTHER));
    assertTrue(refusal.startsWith("there is no device opencl:7; there are opencl:0"), refusal);
    assertTrue(refusal.contains("; opencl:1 OTHER"), refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "opencl:", "opencl:-1", "opencl:x", "opencl0", "opencl:99999"})
  void otherTextsAreRefusedBeforeAnythingIsLoaded(String wanted) {
    String refusal = assertThrows(UserError.class, () -> OpenClDevices.choose(wanted)).getMessage();
    assertEquals(
        "a device is cpu, opencl (the first GPU) or opencl:i, got \"" + wanted + '"', refusal);
  }

  @Test
  void devicesAreNumberedInTheOrderOfTheirList() {
    Engines.openCl().close(); // skips where there is none
    List<DeviceInfo> all = OpenClDevices.list();
    for (int i = 0; i < all.size(); i++) {
      assertEquals(i, all.get(i).index());
      assertTrue(all.get(i).memoryBytes() >= all.get(i).largestBuffer(), all.get(i).toString());
      assertTrue(all.get(i).computeUnits() > 0 && all.get(i).largestGroup() > 0);
      assertFalse(all.get(i).driver().isBlank(), all.get(i).toString());
    }
    assertEquals(all.stream().map(DeviceInfo::description).toList(), Backends.openClDevices());
  }
}
