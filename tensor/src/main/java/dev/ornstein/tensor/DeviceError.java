package dev.ornstein.tensor;

/**
 * A device that computes is full or has failed. What it held is lost; the engine can only be
 * closed. A user mends it by asking less of the device, or by starting again from what was saved.
 */
public final class DeviceError extends UserError {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence for the user
   * @param cause what the driver says
   */
  public DeviceError(String message, Throwable cause) {
    super(message, cause);
  }
}
