package dev.ornstein.tensor.kernel.opencl;

import java.util.Locale;

/**
 * What a device says of itself.
 *
 * @param index its number in {@code opencl:i}, over all platforms
 * @param kind what it is
 * @param name of the device
 * @param platform name of the platform, which is the driver
 * @param version of OpenCL on the device
 * @param driver version of the driver
 * @param computeUnits parts that work independently: cores, multiprocessors
 * @param memoryBytes of global memory
 * @param largestBuffer most bytes that one buffer may have
 * @param localBytes memory that a work group shares
 * @param largestGroup most work items of a group
 * @param doubles whether it computes in double precision
 * @param roundsDivisions whether division and square root of floats can be rounded correctly
 */
public record DeviceInfo(
    int index,
    Kind kind,
    String name,
    String platform,
    String version,
    String driver,
    int computeUnits,
    long memoryBytes,
    long largestBuffer,
    long localBytes,
    int largestGroup,
    boolean doubles,
    boolean roundsDivisions) {

  /** Kinds of devices; one kind differs from another in what makes a kernel fast. */
  public enum Kind {
    GPU,
    CPU,
    OTHER
  }

  /**
   * What tells this model of device under this version of its driver from others, on any machine;
   * its number here is no part of it.
   */
  String model() {
    return name + ", " + platform + ", driver " + driver;
  }

  /** One line for people. */
  public String description() {
    return String.format(
        Locale.ROOT,
        "opencl:%d %s, %s (%s), %d compute units, %.1f GB",
        index,
        kind,
        name,
        platform,
        computeUnits,
        memoryBytes / 1e9);
  }
}
