package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ornstein.tensor.kernel.opencl.OpenClDevices;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels that run on the device leave tensors there. */
@Tag("opencl")
class OpenClResidencyTest {
  private static final List<KernelCase> CASES = KernelCases.all();

  private static WatchedDevice device;

  @BeforeAll
  static void open() {
    device = new WatchedDevice();
  }

  @AfterAll
  static void close() {
    if (device != null) {
      device.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fill",
        "affine",
        "axpy",
        "unary",
        "binary",
        "copy",
        "copyStrided",
        "gatherRows",
        "scatterAddRows",
        "reduce",
        "sumOfSquares",
        "modulate",
        "modulateGrad",
        "maxPool",
        "maxPoolGrad",
        "maxPoolGather",
        "avgPool",
        "avgPoolGrad",
        "adam",
        "ema"
      })
  void tensorsStayOnTheDevice(String method) {
    run(method);
  }

  @ParameterizedTest
  @ValueSource(strings = {"uniform", "normal"})
  void noiseIsMadeOnDevicesThatKnowDoubles(String method) {
    assumeTrue(OpenClDevices.list().get(0).doubles(), "this device does not know doubles");
    run(method);
  }

  private static void run(String method) {
    int before = device.fetchesOfKernels();
    for (KernelCase c : CASES) {
      if (c.method().equals(method)) {
        c.run(device.engine(), 0);
        assertEquals(before, device.fetchesOfKernels(), () -> c + " fetches a tensor");
      }
    }
  }
}
