package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.kernel.opencl.OpenClTiles;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Convolutions by Winograd's tiles on a device, a few tiles at a time: {@link KernelAgreementTest}
 * has them all at once.
 */
@Tag("opencl")
class OpenClWinogradTest {
  private static final int MARGIN = 5;

  private static void forEach(String method, Consumer<KernelCase> check) {
    List<KernelCase> cases =
        KernelCases.all().stream().filter(c -> c.method().equals(method)).toList();
    assertFalse(cases.isEmpty());
    assertAll(cases.stream().map(c -> () -> check.accept(c)));
  }

  /** Each output has the same chain of products. */
  @ParameterizedTest
  @EnumSource(value = ConvWay.class, names = "WINOGRAD.", mode = EnumSource.Mode.MATCH_ALL)
  void fewTilesAtATimeGiveTheSameBits(ConvWay way) {
    try (Engine whole = OpenClTiles.own(way);
        Engine few = OpenClTiles.small(way)) {
      for (String method : List.of("conv2d", "conv2dInputGrad")) {
        forEach(
            method,
            c ->
                KernelAssert.sameBits(
                    c, "few tiles at a time", c.run(whole, 0), c.run(few, MARGIN)));
      }
    }
  }

  /** Sums over tiles are added up in another order. */
  @ParameterizedTest
  @EnumSource(value = ConvWay.class, names = "WINOGRAD.", mode = EnumSource.Mode.MATCH_ALL)
  void weightGradientsOfFewTilesAtATimeAreAddedUp(ConvWay way) {
    String kernels = "opencl-winograd" + way.m();
    try (Engine scalar = Engines.scalar(1);
        Engine few = OpenClTiles.small(way)) {
      forEach(
          "conv2dWeightGrad",
          c ->
              KernelAssert.close(
                  c,
                  KernelAssert.widen(c.run(scalar, 0)),
                  c.run(few, MARGIN),
                  c.truth(),
                  c.ofVector(kernels)));
    }
  }
}
