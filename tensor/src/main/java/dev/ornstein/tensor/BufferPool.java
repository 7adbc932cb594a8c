package dev.ornstein.tensor;

import dev.ornstein.tensor.kernel.DeviceMemory;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Arrays that are used again. Large Java arrays are costly twice: the collector moves whole regions
 * for them, and a new one is zeroed before it is written. A training step asks for the same lengths
 * every time, so buckets are exact lengths and returned memory fits again without waste.
 *
 * <p>Used from the thread that drives the computation; kernels' workers never allocate tensors.
 */
final class BufferPool {
  /** Shorter arrays are cheap to allocate and are left to the collector; buffers never are. */
  static final int SMALLEST = 256;

  private final Map<Integer, ArrayDeque<Memory>> idle = new HashMap<>();
  private final IntFunction<Memory> allocator;
  private final int smallest;
  private final long limitBytes;
  private long idleBytes;
  private long missedBytes;

  /**
   * @param device where the memory may be besides the host, or null
   * @param limitBytes how much may lie idle; what is returned beyond that is left to the collector
   */
  BufferPool(DeviceMemory device, long limitBytes) {
    this(length -> Memory.of(length, device), device == null ? SMALLEST : 1, limitBytes);
  }

  /**
   * @param allocator of new memory
   * @param smallest length that is kept
   */
  BufferPool(IntFunction<Memory> allocator, int smallest, long limitBytes) {
    this.allocator = allocator;
    this.smallest = smallest;
    this.limitBytes = limitBytes;
  }

  /** Memory of exactly {@code length} elements with arbitrary content. */
  Memory take(int length) {
    ArrayDeque<Memory> bucket = length < smallest ? null : idle.get(length);
    Memory memory = bucket == null ? null : bucket.pollLast();
    if (memory == null) {
      missedBytes += 4L * length;
      return allocate(length);
    }
    idleBytes -= 4L * length;
    memory.recycle();
    return memory;
  }

  /** Where there is no room left, what lies idle here makes some. */
  private Memory allocate(int length) {
    try {
      return allocator.apply(length);
    } catch (OutOfMemoryError full) {
      if (idleBytes == 0) {
        throw full;
      }
      clear();
      return allocator.apply(length);
    }
  }

  /** Gives back memory that nothing refers to any more. */
  void give(Memory memory) {
    int length = memory.length();
    long bytes = 4L * length;
    if (length < smallest) {
      return;
    }
    if (idleBytes + bytes > limitBytes) {
      clear();
      if (bytes > limitBytes) {
        return;
      }
    }
    idle.computeIfAbsent(length, k -> new ArrayDeque<>()).addLast(memory);
    idleBytes += bytes;
  }

  /** Leaves all that lies idle to the collector. */
  void clear() {
    idle.clear();
    idleBytes = 0;
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
