package dev.ornstein.tensor.io;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/** The types of numbers in tensor files, named as safetensors names them. */
public enum ElementType {
  /** One byte, 0 or 1. */
  BOOL(1, true),
  /** Unsigned byte. */
  U8(1, true),
  /** Signed byte. */
  I8(1, true),
  /** Unsigned 16-bit integer. */
  U16(2, true),
  /** Signed 16-bit integer. */
  I16(2, true),
  /** Unsigned 32-bit integer. */
  U32(4, true),
  /** Signed 32-bit integer. */
  I32(4, true),
  /** Unsigned 64-bit integer. */
  U64(8, true),
  /** Signed 64-bit integer. */
  I64(8, true),
  /** IEEE 754 binary16. */
  F16(2, false),
  /** The upper half of a binary32. */
  BF16(2, false),
  /** IEEE 754 binary32. */
  F32(4, false),
  /** IEEE 754 binary64. */
  F64(8, false);

  private final int bytes;
  private final boolean integer;

  ElementType(int bytes, boolean integer) {
    this.bytes = bytes;
    this.integer = integer;
  }

  /** Bytes per number. */
  public int bytes() {
    return bytes;
  }

  /** Whether the numbers are whole (BOOL included). */
  public boolean isInteger() {
    return integer;
  }

  /**
   * Converts to float: F16, BF16 and integers below 2²⁴ exactly, the rest to the nearest float; F32
   * bit for bit.
   *
   * @param in {@code count} numbers between position and limit, in the buffer's byte order
   * @param out written from {@code offset} on
   */
  void toFloats(ByteBuffer in, float[] out, int offset, int count) {
    switch (this) {
      case F32:
        in.asFloatBuffer().get(out, offset, count);
        break;
      case F64:
        for (int i = 0, p = in.position(); i < count; i++) {
          out[offset + i] = (float) in.getDouble(p + 8 * i);
        }
        break;
      case F16:
        ShortBuffer halves = in.asShortBuffer();
        for (int i = 0; i < count; i++) {
          out[offset + i] = halfToFloat(halves.get(i));
        }
        break;
      case BF16:
        ShortBuffer upper = in.asShortBuffer();
        for (int i = 0; i < count; i++) {
          out[offset + i] = Float.intBitsToFloat(upper.get(i) << 16);
        }
        break;
      case U64:
        for (int i = 0, p = in.position(); i < count; i++) {
          out[offset + i] = unsignedToFloat(in.getLong(p + 8 * i));
        }
        break;
      default:
        for (int i = 0, p = in.position(); i < count; i++) {
          out[offset + i] = integerAt(in, p + bytes * i);
        }
    }
  }

  /**
   * Copies integers; values of U64 from 2⁶³ on come out as Java's negative longs.
   *
   * @param in {@code count} numbers between position and limit, in the buffer's byte order
   * @param out written from {@code offset} on
   */
  void toLongs(ByteBuffer in, long[] out, int offset, int count) {
    for (int i = 0, p = in.position(); i < count; i++) {
      out[offset + i] = integerAt(in, p + bytes * i);
    }
  }

  private long integerAt(ByteBuffer in, int index) {
    switch (this) {
      case BOOL:
      case U8:
        return in.get(index) & 0xFF;
      case I8:
        return in.get(index);
      case U16:
        return in.getShort(index) & 0xFFFF;
      case I16:
        return in.getShort(index);
      case U32:
        return in.getInt(index) & 0xFFFFFFFFL;
      case I32:
        return in.getInt(index);
      case U64:
      case I64:
        return in.getLong(index);
      default:
        throw new IllegalStateException(this + " is not a type of integers");
    }
  }

  /** The value of a binary16. */
  static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int magnitude = half & 0x7FFF;
    if (magnitude >= 0x7C00) {
      return Float.intBitsToFloat(sign | 0x7F800000 | (magnitude & 0x3FF) << 13);
    }
    // The same fields read as a binary32 are too small by the difference of the biases, 127 − 15;
    // the product is exact, for subnormal numbers too.
    float value = Float.intBitsToFloat(magnitude << 13) * 0x1p112f;
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
  }

  private static float unsignedToFloat(long bits) {
    // Halving keeps the lowest bit sticky, so that doubling rounds as the whole number would.
    return bits >= 0 ? (float) bits : 2f * (float) (bits >>> 1 | bits & 1);
  }
}
