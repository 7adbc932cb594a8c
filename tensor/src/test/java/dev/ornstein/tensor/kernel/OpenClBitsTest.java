package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.opencl.OpenClDevices;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kernels without freedom: what only moves elements, what is one chain of operations that every
 * device rounds in the same way, and what chooses. They give the bits of the scalar kernels.
 */
@Tag("opencl")
class OpenClBitsTest {
  private static final List<KernelCase> CASES = KernelCases.all();

  private static Engine scalar;
  private static Engine device;

  @BeforeAll
  static void open() {
    device = Engines.openCl();
    scalar = Engines.scalar(1);
  }

  @AfterAll
  static void close() {
    if (scalar != null) {
      device.close();
      scalar.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "copyStrided",
        "gatherRows",
        "scatterAddRows",
        "maxPool",
        "maxPoolGrad",
        "maxPoolGather",
        "avgPool",
        "avgPoolGrad",
        "ema",
        "uniform",
        "normal"
      })
  void sameBits(String method) {
    compare(method);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam"})
  void sameBitsWhereDivisionsAreRounded(String method) {
    assumeTrue(
        OpenClDevices.list().get(0).roundsDivisions(),
        "this device does not round divisions of floats correctly");
    compare(method);
  }

  @Test
  void aMillionNormalNumbersHaveTheSameBits() {
    int[] roots = {1, -2, 3, -4};
    Tensor expected = scalar.empty(Shape.of(1_000_000));
    scalar.backend().normal(expected, roots, 5);
    Tensor actual = device.empty(expected.shape());
    device.backend().normal(actual, roots, 5);
    assertArrayEquals(expected.toArray(), actual.toArray());
  }

  private static void compare(String method) {
    assertAll(
        CASES.stream()
            .filter(c -> c.method().equals(method))
            .map(
                c ->
                    (Executable)
                        () ->
                            KernelAssert.sameBits(
                                c, "on a device", c.run(scalar, 0), c.run(device, 3))));
  }
}
