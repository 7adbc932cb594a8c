package dev.ornstein.tensor.kernel.opencl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;

/**
 * Copies of what is on its way to the device. A queued write reads its source some time later; the
 * host's arrays may have changed by then or moved, so it reads from memory outside the heap, which
 * is used again once the queue is known to have got past it.
 */
final class Staging {
  /** The queue is waited for when more than this is on its way. */
  private static final long MOST = 64L << 20;

  private final cl_command_queue queue;
  private final Map<Integer, ArrayDeque<ByteBuffer>> idle = new HashMap<>();
  private final List<ByteBuffer> busy = new ArrayList<>();
  private long busyBytes;

  Staging(cl_command_queue queue) {
    this.queue = queue;
  }

  Pointer hold(float[] values) {
    ByteBuffer b = take(values.length);
    b.asFloatBuffer().put(values);
    return Pointer.to(b);
  }

  Pointer hold(int[] values) {
    ByteBuffer b = take(values.length);
    b.asIntBuffer().put(values);
    return Pointer.to(b);
  }

  /** Words of a place for so many: few sizes, so that places are used again. */
  static int room(int words) {
    return Math.max(64, Integer.highestOneBit(Math.max(1, words - 1)) * 2);
  }

  private ByteBuffer take(int words) {
    if (busyBytes > MOST) {
      CL.clFinish(queue);
      release();
    }
    int size = room(words);
    ArrayDeque<ByteBuffer> bucket = idle.get(size);
    ByteBuffer b = bucket == null ? null : bucket.pollLast();
    if (b == null) {
      b = ByteBuffer.allocateDirect(4 * Math.max(size, words)).order(ByteOrder.nativeOrder());
    }
    busy.add(b);
    busyBytes += b.capacity();
    return b;
  }

  /** All that was queued has been carried out. */
  void release() {
    for (ByteBuffer b : busy) {
      idle.computeIfAbsent(b.capacity() / 4, k -> new ArrayDeque<>()).addLast(b);
    }
    busy.clear();
    busyBytes = 0;
  }
}
