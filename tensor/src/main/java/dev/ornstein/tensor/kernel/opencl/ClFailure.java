package dev.ornstein.tensor.kernel.opencl;

import static org.jocl.CL.CL_DEVICE_NOT_AVAILABLE;
import static org.jocl.CL.CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST;
import static org.jocl.CL.CL_INVALID_COMMAND_QUEUE;
import static org.jocl.CL.CL_OUT_OF_HOST_MEMORY;
import static org.jocl.CL.CL_OUT_OF_RESOURCES;

import dev.ornstein.tensor.DeviceError;
import java.util.Set;
import org.jocl.CLException;

/** What it means that the driver refuses a call. */
final class ClFailure {
  /**
   * By which drivers say that the device itself has failed: it has gone away, was reset because a
   * kernel took too long or left its memory, or lacks more than memory for tensors.
   */
  private static final Set<Integer> OF_THE_DEVICE =
      Set.of(
          CL_DEVICE_NOT_AVAILABLE,
          CL_OUT_OF_RESOURCES,
          CL_OUT_OF_HOST_MEMORY,
          CL_INVALID_COMMAND_QUEUE,
          CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST);

  private ClFailure() {}

  /**
   * What to throw.
   *
   * @param device on which it happened
   * @param doing what was to be done, to follow a colon
   * @param e what the driver says
   * @return a {@link DeviceError} when the device has failed, else a fault of this program
   */
  static RuntimeException of(DeviceInfo device, String doing, CLException e) {
    String sentence = device.description() + " failed (" + e.getMessage() + "): " + doing;
    return OF_THE_DEVICE.contains(e.getStatus())
        ? new DeviceError(sentence, e)
        : new IllegalStateException(sentence, e);
  }
}
