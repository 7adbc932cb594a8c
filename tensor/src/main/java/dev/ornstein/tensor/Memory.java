package dev.ornstein.tensor;

import dev.ornstein.tensor.kernel.DeviceMemory;

/**
 * Where the elements of a tensor and of all windows on it are kept: in an array of the host, in a
 * buffer of a device, or in both. Kernels that work on arrays know the array only. With a device,
 * either side is made when it is first asked for, and brought up to date when the other one has
 * been written since: what is used on one side only is never copied.
 */
public final class Memory {
  /**
   * Where numbers that vectors walk through should begin in their array. Objects lie at multiples
   * of 64 bytes where Java is asked for that (the launcher does), and the numbers of an array begin
   * 16 bytes further: from number 12 on, no vector lies in two lines of the caches.
   */
  public static final int START = 12;

  private final int length;
  private final int start;
  private final DeviceMemory device; // null where kernels work on arrays
  private volatile float[] array;
  private DeviceMemory.Buffer buffer;
  private volatile boolean arrayValid;
  private boolean bufferValid;
  private int changes;

  private Memory(int length, int start, DeviceMemory device, float[] array) {
    this.length = length;
    this.start = start;
    this.device = device;
    this.array = array;
    this.arrayValid = array != null;
  }

  /** Memory over an array itself. */
  static Memory over(float[] array, DeviceMemory device) {
    return new Memory(array.length, 0, device, array);
  }

  /** Memory with arbitrary content. */
  static Memory of(int length, DeviceMemory device) {
    return device == null ? zeros(length, null) : new Memory(length, 0, device, null);
  }

  /** Memory of zeros. What is copied to a device and back fills the array. */
  static Memory zeros(int length, DeviceMemory device) {
    int start = device == null ? START : 0;
    return new Memory(length, start, device, new float[start + length]);
  }

  /** Number of elements. */
  public int length() {
    return length;
  }

  /** Where the elements begin in the array. */
  int start() {
    return start;
  }

  /** How often the elements have been overwritten in place. */
  int changes() {
    return changes;
  }

  void changed() {
    changes++;
  }

  /**
   * The elements as an array, to be read and written: what a device holds counts as outdated from
   * now on.
   */
  float[] array() {
    if (device == null) {
      return array;
    }
    synchronized (this) { // workers of one operation may ask at the same time
      fetch();
      bufferValid = false;
      return array;
    }
  }

  /** The elements as an array that must not be written. */
  float[] readOnlyArray() {
    if (!arrayValid) {
      synchronized (this) {
        fetch();
      }
    }
    return array;
  }

  /** Whether the elements are on the device only, so that the host would have to fetch them. */
  boolean isElsewhere() {
    return device != null && !arrayValid && bufferValid;
  }

  private void fetch() {
    if (array == null) {
      array = new float[length];
    }
    if (!arrayValid && bufferValid) {
      device.download(array, buffer);
    }
    arrayValid = true;
  }

  /** The elements on the device, to be read by a kernel. */
  public DeviceMemory.Buffer buffer() {
    makeBuffer();
    if (!bufferValid) {
      if (arrayValid) {
        device.upload(buffer, array);
      }
      bufferValid = true;
    }
    return buffer;
  }

  private void makeBuffer() {
    if (buffer == null) {
      buffer = device.allocate(length);
    }
  }

  /**
   * The elements on the device, to be written by a kernel.
   *
   * @param whole the kernel writes every element, so that those of before need not be brought there
   */
  public DeviceMemory.Buffer bufferToWrite(boolean whole) {
    if (whole) {
      makeBuffer();
      bufferValid = true;
    } else {
      buffer();
    }
    arrayValid = false;
    return buffer;
  }

  /** Forgets the content: the memory goes to a tensor that has not been written. */
  void recycle() {
    if (device != null) {
      arrayValid = false;
      bufferValid = false;
    }
    changes++;
  }
}
