package dev.ornstein.tensor.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Reads runs of numbers from a file in pieces, so that a large tensor needs no second copy. */
final class ElementReader {
  private static final int BUFFER_BYTES = 1 << 18;

  @FunctionalInterface
  private interface Sink {
    void take(ByteBuffer piece, int offset, int count);
  }

  private ElementReader() {}

  /**
   * Fills {@code buffer} from {@code position} on, up to its limit, and flips it.
   *
   * @throws EOFException when the file ends before
   */
  static void readFully(FileChannel file, long position, ByteBuffer buffer) throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int n = file.read(buffer, at);
      if (n < 0) {
        throw new EOFException("the file ends at byte " + at + ", before its content does");
      }
      at += n;
    }
    buffer.flip();
  }

  /** {@code count} numbers of a file from byte {@code position} on, converted to float. */
  static void floats(
      FileChannel file,
      long position,
      ElementType type,
      ByteOrder order,
      float[] out,
      int offset,
      int count)
      throws IOException {
    read(file, position, type, order, count, (in, o, n) -> type.toFloats(in, out, offset + o, n));
  }

  /** {@code count} integers of a file from byte {@code position} on. */
  static long[] longs(FileChannel file, long position, ElementType type, ByteOrder order, int count)
      throws IOException {
    long[] out = new long[count];
    read(file, position, type, order, count, (in, o, n) -> type.toLongs(in, out, o, n));
    return out;
  }

  private static void read(
      FileChannel file, long position, ElementType type, ByteOrder order, int count, Sink sink)
      throws IOException {
    int width = type.bytes();
    int piece = (int) Math.min((long) count * width, BUFFER_BYTES) / width;
    ByteBuffer buffer = ByteBuffer.allocate(piece * width).order(order);
    for (int done = 0; done < count; ) {
      int n = Math.min(piece, count - done);
      buffer.clear().limit(n * width);
      readFully(file, position + (long) done * width, buffer);
      sink.take(buffer, done, n);
      done += n;
    }
  }
}
