package dev.ornstein.tensor.kernel.opencl;

/**
 * What {@link TileTuning} finds out about a device.
 *
 * @param tiles by which products are computed that are large enough for them
 * @param winograd which convolutions go Winograd's way
 */
record Tuning(TileSizes tiles, WinogradChannels winograd) {
  /** What serves most devices of its kind, where it has room for it. */
  static Tuning of(DeviceInfo device) {
    return new Tuning(
        TileSizes.of(device.kind()).within(device), WinogradChannels.of(device.kind()));
  }

  /** For people. */
  @Override
  public String toString() {
    return "tiles of " + tiles + ", " + winograd;
  }
}
