package dev.ornstein.tensor.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.GemmShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Pieces of products. It takes no device. */
class TileSizesTest {
  private static final int ENOUGH = 528; // 132 compute units

  @ParameterizedTest
  @CsvSource({
    "true,  48, 64,  16, 4, 4,  m must be a power of 2 from 8 to 256; got 48",
    "true,  64, 512, 16, 4, 4,  n must be a power of 2 from 8 to 256; got 512",
    "true,  64, 64,  2,  4, 4,  k must be a power of 2 from 4 to 64; got 2",
    "true,  64, 64,  16, 2, 4,  rows must be a power of 2 from 4 to 16; got 2",
    "true,  64, 64,  16, 4, 32, columns must be a power of 2 from 4 to 16; got 32",
    "true,  8,  8,   16, 8, 8,  a group of 1 work items",
    "false, 64, 32,  64, 8, 16, n = columns = 16; got 32",
    "false, 60, 16,  64, 8, 16, m = 60",
    "false, 64, 16,  0,  8, 16, k = 0",
  })
  void whatDoesNotFitIsRefused(
      boolean shared, int m, int n, int k, int rows, int columns, String message) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new TileSizes(shared, m, n, k, rows, columns));
    assertTrue(e.getMessage().replace(", got", "; got").contains(message), e.getMessage());
  }

  @ParameterizedTest
  @EnumSource(DeviceInfo.Kind.class)
  void whateverTheProductSmallerTilesFitIntoEachOther(DeviceInfo.Kind kind) {
    TileSizes sizes = TileSizes.of(kind);
    for (int batch : new int[] {1, 16, 1000}) {
      for (int m = 1; m < 3000; m = m * 3 / 2 + 1) {
        for (int n = 1; n < 3000; n = n * 3 / 2 + 1) {
          TileSizes t = sizes.fit(batch, m, n, ENOUGH); // its constructor checks
          assertTrue(t.m() <= sizes.m() && t.n() <= sizes.n() && t.k() == sizes.k(), t.toString());
          assertTrue(!t.shared() || t.items() >= 64, t.toString());
          assertTrue(t.down(m) * t.m() >= m && (t.down(m) - 1) * t.m() < m, t.toString());
          assertTrue(t.across(n) * t.n() >= n && (t.across(n) - 1) * t.n() < n, t.toString());
        }
      }
    }
  }

  @Test
  void tilesShrinkToTheProductAndThenUntilThereAreEnough() {
    TileSizes gpu = TileSizes.of(DeviceInfo.Kind.GPU);
    assertEquals(gpu, gpu.fit(1, 4096, 4096, ENOUGH));
    assertEquals(new TileSizes(true, 64, 64, 16, 8, 8), gpu.fit(1, 1024, 1024, ENOUGH));
    assertEquals(new TileSizes(true, 32, 128, 16, 8, 8), gpu.fit(1, 32, 100_352, ENOUGH));
    assertEquals(new TileSizes(true, 16, 128, 16, 4, 8), gpu.fit(1, 16, 100_352, ENOUGH));
    TileSizes cpu = TileSizes.of(DeviceInfo.Kind.CPU);
    assertEquals(cpu, cpu.fit(1, 1024, 1024, 8));
    assertEquals(1, cpu.fit(16, 1, 100, 8).rows());
  }

  @Test
  void aDeviceWithLessRoomGetsSmallerTiles() {
    TileSizes gpu = TileSizes.of(DeviceInfo.Kind.GPU);
    assertEquals(gpu, gpu.within(device(256, 32 << 10)));
    assertEquals(new TileSizes(true, 64, 128, 16, 8, 8), gpu.within(device(128, 32 << 10)));
    assertEquals(new TileSizes(true, 64, 64, 16, 8, 8), gpu.within(device(1024, 10_000)));
    TileSizes cpu = TileSizes.of(DeviceInfo.Kind.CPU);
    assertEquals(cpu, cpu.within(device(1, 0)));
  }

  private static DeviceInfo device(int largestGroup, long localBytes) {
    DeviceInfo.Kind kind = DeviceInfo.Kind.GPU;
    return new DeviceInfo(
        0,
        kind,
        "any",
        "any",
        "1.2",
        "1.0",
        1,
        1 << 30,
        1 << 28,
        localBytes,
        largestGroup,
        false,
        false);
  }

  @Test
  void sumsAreCutWhereElementsAreFew() {
    assertEquals(1, Product.gemm(GemmShape.single(1024, 1024, 255, false, false)).parts());
    assertEquals(1, Product.gemm(GemmShape.single(4096, 4096, 4096, false, false)).parts());
    assertEquals(1, Product.gemm(GemmShape.single(3, 3, 0, false, false)).parts());
    ConvShape seed = new ConvShape(64, 64, 14, 14, 64, 3, 3, 1, 1, 1, 1);
    assertEquals(1, Product.forward(new ConvShape(64, 16, 28, 28, 32, 3, 3, 1, 1, 1, 1)).parts());
    assertEquals(49, Product.weightGrad(seed).parts());
    ConvShape depthwise = new ConvShape(128, 16, 28, 28, 16, 7, 7, 1, 3, 1, 16);
    assertTrue(Product.weightGrad(depthwise).parts() > 100);
    for (int k = 1; k < 100_000; k = k * 5 / 4 + 1) {
      for (int n : new int[] {1, 7, 8, 100, 2000}) {
        Product p = Product.gemm(GemmShape.single(33, n, k, false, false));
        int covered = p.parts() * p.partLength();
        assertTrue(covered >= k && covered - p.partLength() < k, p.toString());
        assertTrue(p.parts() == 1 || p.partLength() >= 256, p.toString());
      }
    }
  }
}
