package dev.ornstein.tensor.kernel.opencl;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;

/** Engines on the first OpenCL device with tiles of other devices, or by a way of convolutions. */
public final class OpenClTiles {
  /** Tiles that groups share, too small to be made smaller: each product is compiled once. */
  private static final TileSizes SHARED = new TileSizes(true, 16, 16, 8, 4, 4);

  /** Of 512 KiB Winograd's way takes 32 for some tiles at a time. */
  private static final long SMALL_BUFFER = 512 << 10;

  private OpenClTiles() {}

  /**
   * Tiles that groups of work items share.
   *
   * @param forced the way of convolutions where it serves
   */
  public static Engine shared(ConvWay forced) {
    return of(SHARED, forced);
  }

  /** Tiles of the device's own kind; parameter as in {@link #shared}. */
  public static Engine own(ConvWay forced) {
    return of(null, forced);
  }

  /** Tiles as of {@link #shared}, and for each geometry of a convolution a program of its own. */
  public static Engine sharedSpecial() {
    return engine(device(), SHARED, ConvWay.DIRECT, true);
  }

  /** The same with tiles of the device's own kind. */
  public static Engine ownSpecial() {
    return engine(device(), null, ConvWay.DIRECT, true);
  }

  /** The same on a device that allows small buffers only. */
  public static Engine small(ConvWay forced) {
    OpenClDevices.Found found = device();
    DeviceInfo d = found.info();
    DeviceInfo small =
        new DeviceInfo(
            d.index(),
            d.kind(),
            d.name(),
            d.platform(),
            d.version(),
            d.driver(),
            d.computeUnits(),
            d.memoryBytes(),
            SMALL_BUFFER,
            d.localBytes(),
            d.largestGroup(),
            d.doubles(),
            d.roundsDivisions());
    return engine(
        new OpenClDevices.Found(small, found.platform(), found.id()), null, forced, false);
  }

  /** Products by these tiles, and convolutions as such. */
  static Engine of(TileSizes sizes) {
    return of(sizes, ConvWay.DIRECT);
  }

  private static Engine of(TileSizes sizes, ConvWay forced) {
    return engine(device(), sizes, forced, false);
  }

  /** The first device; where there is none the test is skipped, and says why. */
  private static OpenClDevices.Found device() {
    try {
      return OpenClDevices.choose("opencl:0");
    } catch (UserError refusal) {
      System.out.println("skipped: " + refusal.getMessage());
      return abort(refusal.getMessage());
    }
  }

  private static Engine engine(
      OpenClDevices.Found found, TileSizes sizes, ConvWay forced, boolean special) {
    Parallel parallel = new Parallel(1);
    Tuning tuning =
        sizes == null ? null : new Tuning(sizes.within(found.info()), WinogradChannels.ALL);
    return new Engine(new OpenClBackend(parallel, found, tuning, forced, special), parallel);
  }

  /**
   * The way by which an engine without a file of tiles computes y on the first device.
   *
   * @param forced the way to take where it serves, or null
   */
  public static ConvWay forward(ConvShape s, ConvWay forced) {
    return Tuning.of(device().info()).winograd().forward(s, forced);
  }

  /** Likewise for gw. */
  public static ConvWay weightGrad(ConvShape s, ConvWay forced) {
    return Tuning.of(device().info()).winograd().weightGrad(s, forced);
  }
}
