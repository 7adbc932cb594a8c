package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.kernel.opencl.OpenClTiles;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products give the same bits by the tiles of groups of work items as by those of this device, and
 * so do convolutions by the same way: the kernels for GPUs are tested where there is none. By
 * programs that are compiled for a geometry, as those of large convolutions are, bits are the same
 * as well; since each of them takes its time, not every case is run.
 */
@Tag("opencl")
class OpenClTilesTest {
  private static final int MARGIN = 5;

  /** One of so many cases. */
  private static final int SHARE = 5;

  @ParameterizedTest
  @ValueSource(strings = {"gemm", "conv2d", "conv2dInputGrad", "conv2dWeightGrad"})
  void tilesDoNotShowInTheResult(String method) {
    compare(method, ConvWay.DIRECT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv2d", "conv2dInputGrad", "conv2dWeightGrad"})
  void norDoTheyByWinogradsWay(String method) {
    compare(method, ConvWay.WINOGRAD2);
    compare(method, ConvWay.WINOGRAD4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv2d", "conv2dInputGrad", "conv2dWeightGrad"})
  void norDoProgramsForAGeometry(String method) {
    compare(method, OpenClTiles.own(ConvWay.DIRECT), OpenClTiles.ownSpecial());
    compare(method, OpenClTiles.own(ConvWay.DIRECT), OpenClTiles.sharedSpecial());
  }

  private static void compare(String method, ConvWay way) {
    compare(method, OpenClTiles.own(way), OpenClTiles.shared(way));
  }

  private static void compare(String method, Engine first, Engine second) {
    List<KernelCase> cases =
        KernelCases.all().stream().filter(c -> c.method().equals(method)).toList();
    assertFalse(cases.isEmpty());
    try (Engine own = first;
        Engine other = second) {
      assertAll(
          cases.stream()
              .filter(c -> cases.indexOf(c) % SHARE == 0)
              .map(
                  c ->
                      (Executable)
                          () ->
                              KernelAssert.sameBits(
                                  c, "otherwise", c.run(own, 0), c.run(other, MARGIN))));
    }
  }
}
