package dev.ornstein.tensor;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Arrays that are used again. Large Java arrays are costly twice: the collector moves whole regions
 * for them, and a new one is zeroed before it is written. A training step asks for the same lengths
 * every time, so buckets are exact lengths and a returned array fits again without waste.
 *
 * <p>Used from the thread that drives the computation; kernels' workers never allocate tensors.
 */
final class BufferPool {
  /** Shorter arrays are cheap to allocate and are left to the collector. */
  static final int SMALLEST = 256;

  private final Map<Integer, ArrayDeque<float[]>> idle = new HashMap<>();
  private final long limitBytes;
  private long idleBytes;
  private long missedBytes;

  /**
   * @param limitBytes how much may lie idle; what is returned beyond that is left to the collector
   */
  BufferPool(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** An array of exactly {@code length} elements with arbitrary content. */
  float[] take(int length) {
    ArrayDeque<float[]> bucket = length < SMALLEST ? null : idle.get(length);
    float[] array = bucket == null ? null : bucket.pollLast();
    if (array == null) {
      missedBytes += 4L * length;
      return new float[length];
    }
    idleBytes -= 4L * length;
    return array;
  }

  /** Gives back an array that nothing refers to any more. */
  void give(float[] array) {
    long bytes = 4L * array.length;
    if (array.length < SMALLEST) {
      return;
    }
    if (idleBytes + bytes > limitBytes) {
      idle.clear();
      idleBytes = 0;
      if (bytes > limitBytes) {
        return;
      }
    }
    idle.computeIfAbsent(array.length, k -> new ArrayDeque<>()).addLast(array);
    idleBytes += bytes;
  }

  /** Bytes that lie idle now. */
  long idleBytes() {
    return idleBytes;
  }

  /** Bytes that had to be newly allocated since the pool was made. */
  long missedBytes() {
    return missedBytes;
  }
}
