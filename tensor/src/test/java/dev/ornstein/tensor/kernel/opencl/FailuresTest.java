package dev.ornstein.tensor.kernel.opencl;

import static org.jocl.CL.CL_DEVICE_NOT_AVAILABLE;
import static org.jocl.CL.CL_INVALID_KERNEL_ARGS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ornstein.tensor.DeviceError;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Engines;
import org.jocl.CLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is said when a device does not do what it was asked for. */
@Tag("opencl")
class FailuresTest {
  private Engine engine;
  private ClDevice device;

  @BeforeEach
  void open() {
    engine = Engines.openCl();
    device = ((OpenClBackend) engine.backend()).device(); // others take no buffers of it
  }

  @AfterEach
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private static void assertSays(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), "no '" + part + "' in: " + message);
    }
  }

  /** A whole number of floats that no buffer of the device can hold. */
  private int absurdLength() {
    long length = device.info().largestBuffer() / 4 + 1;
    assumeTrue(length <= Integer.MAX_VALUE, "this device takes any tensor in one piece");
    return (int) length;
  }

  @Test
  void aTensorThatIsTooLargeIsToldWithWhatIsInUseAndWhatToReduce() {
    device.memory().allocate(1_000_000);
    int length = absurdLength();
    DeviceError e = assertThrows(DeviceError.class, () -> device.memory().allocate(length));
    assertSays(
        e.getMessage(),
        device.info().name() + " has no room for a tensor of ",
        "4.0 MB are in use of ",
        "--batch-size or --width");
    assertEquals(4_000_000, device.memory().bytes());
    assertArrayEquals(new float[] {2, 2}, engine.full(Shape.of(2), 2f).toArray(), "others go on");
  }

  /** The same at the level of tensors: nothing is taken of the host's memory for it. */
  @Test
  void theEngineRefusesATensorThatIsTooLarge() {
    Tensor t = engine.empty(Shape.of(absurdLength()));
    assertThrows(DeviceError.class, () -> t.fillInPlace(1f));
  }

  @Test
  void aFullDeviceNamesWhatItHasNoRoomFor() {
    CLException full = new CLException("CL_MEM_OBJECT_ALLOCATION_FAILURE");
    String message = device.memory().noRoom("12.0 MB more", full).getMessage();
    assertSays(message, "has no room for 12.0 MB more: 0.0 MB are in use of ", "--batch-size");
  }

  @Test
  void buffersThatNothingRefersToAreFreed() throws InterruptedException {
    device.memory().allocate(1_000_000);
    for (int i = 0; i < 100 && device.memory().bytes() > 0; i++) {
      device.memory().makeRoom();
    }
    assertEquals(0, device.memory().bytes());
  }

  @Test
  void aBuildThatFailsNamesFamilyDeviceOptionsAndLog() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> device.kernel("product", "-DPLAIN -DGEMM -DTRANS_A=none -DTRANS_B=0", "plain"));
    assertSays(
        e.getMessage(),
        "product.cl",
        device.info().description(),
        "-DTRANS_A=none",
        "-cl-std=CL1.2");
    String log = e.getMessage().substring(e.getMessage().lastIndexOf("\": ") + 3);
    assertSays(log, "none");
  }

  @Test
  void anOptionThatTheCompilerDoesNotKnowIsNamed() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> device.kernel("elementwise", "-no-such", "fill"));
    assertSays(e.getMessage(), "elementwise.cl", "-no-such", device.info().name());
  }

  @Test
  void aKernelOrAFamilyThatIsMissingIsNamed() {
    assertSays(
        assertThrows(IllegalStateException.class, () -> device.kernel("elementwise", "", "nothing"))
            .getMessage(),
        "there is no kernel nothing in elementwise.cl");
    assertSays(
        assertThrows(IllegalStateException.class, () -> device.kernel("none", "", "nothing"))
            .getMessage(),
        "the resource none.cl is missing");
  }

  @Test
  void aCallThatIsRefusedNamesKernelOptionsShapesAndDevice() {
    Tensor out = engine.empty(Shape.of(3, 5));
    Launch call = device.kernel("elementwise", "fill").write(out).put(1f).put(15);
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> call.put(1));
    assertSays(e.getMessage(), "the kernel fill of elementwise.cl", "[(3, 5)]");
    assertSays(e.getMessage(), device.info().description(), "its parameter 4");
  }

  @Test
  void groupsThatDoNotFitAreNamed() {
    Launch call = device.kernel("elementwise", "fill");
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> call.grid(new long[] {10}, new long[] {3}));
    assertSays(e.getMessage(), "it was called for [10] in groups of [3]");
  }

  @Test
  void aDeviceThatHasFailedIsNoFaultOfTheProgram() {
    RuntimeException gone =
        ClFailure.of(
            device.info(),
            "waiting",
            new CLException("CL_DEVICE_NOT_AVAILABLE", CL_DEVICE_NOT_AVAILABLE));
    assertInstanceOf(DeviceError.class, gone);
    assertSays(gone.getMessage(), device.info().name(), "CL_DEVICE_NOT_AVAILABLE", "waiting");
    RuntimeException fault =
        ClFailure.of(
            device.info(),
            "calling",
            new CLException("CL_INVALID_KERNEL_ARGS", CL_INVALID_KERNEL_ARGS));
    assertInstanceOf(IllegalStateException.class, fault);
  }
}
