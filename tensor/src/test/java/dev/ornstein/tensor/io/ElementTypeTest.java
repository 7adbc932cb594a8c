package dev.ornstein.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ElementTypeTest {
  private static float[] floats(ElementType type, ByteBuffer in) {
    float[] out = new float[in.remaining() / type.bytes() + 1];
    type.toFloats(in, out, 1, out.length - 1);
    return out;
  }

  private static ByteBuffer buffer(int... bytes) {
    ByteBuffer b = ByteBuffer.allocate(bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int v : bytes) {
      b.put((byte) v);
    }
    return b.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** All 65,536 halves against the definition: (−1)^s · 2^(e−15) · 1.m, 2^−14 · 0.m for e = 0. */
  @Test
  void everyHalfHasItsValue() {
    for (int h = 0; h < 0x10000; h++) {
      float value = ElementType.halfToFloat((short) h);
      int exponent = h >> 10 & 31;
      int mantissa = h & 0x3FF;
      if (exponent == 31 && mantissa != 0) {
        assertTrue(Float.isNaN(value));
        continue;
      }
      double exact =
          exponent == 31
              ? Double.POSITIVE_INFINITY
              : exponent == 0
                  ? Math.scalb(mantissa, -24)
                  : Math.scalb(1024 + mantissa, exponent - 25);
      float signed = (float) ((h & 0x8000) == 0 ? exact : -exact);
      assertEquals(Float.floatToRawIntBits(signed), Float.floatToRawIntBits(value), "half " + h);
    }
  }

  @Test
  void brainFloatsAreTheUpperHalf() {
    float[] out = floats(ElementType.BF16, buffer(0x80, 0x3F, 0x49, 0xC0, 0x80, 0xFF));
    assertArrayEquals(new float[] {0, 1, -3.140625f, Float.NEGATIVE_INFINITY}, out);
  }

  @Test
  void integersAreSignedOrNotAsTheirTypeSays() {
    ByteBuffer ones = buffer(255, 255, 255, 255, 255, 255, 255, 255);
    assertEquals(255, floats(ElementType.U8, ones)[1]);
    assertEquals(-1, floats(ElementType.I8, ones)[8]);
    assertEquals(65535, floats(ElementType.U16, ones)[4]);
    assertEquals(-1, floats(ElementType.I16, ones)[4]);
    assertEquals(0x1p32f, floats(ElementType.U32, ones)[2]);
    assertEquals(-1, floats(ElementType.I32, ones)[2]);
    assertEquals(0x1p64f, floats(ElementType.U64, ones)[1]);
    assertEquals(-1, floats(ElementType.I64, ones)[1]);
    assertArrayEquals(new float[] {0, 1, 0, 1}, floats(ElementType.BOOL, buffer(1, 0, 1)));
  }

  @Test
  void largeIntegersRoundToTheNearestFloat() {
    ByteBuffer b = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    // Just above the middle between 2⁶³ and its successor 2⁶³ + 2⁴⁰; the middle itself; 2²⁴ + 1.
    b.putLong(0, 0x8000008000000001L).putLong(8, 0x8000008000000000L).putLong(16, (1 << 24) + 1);
    float[] out = floats(ElementType.U64, b);
    assertEquals(0x1.000002p63f, out[1]);
    assertEquals(0x1p63f, out[2]);
    assertEquals(0x1p24f, out[3]);
  }

  @Test
  void doublesNarrow() {
    ByteBuffer b = ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN);
    b.putDouble(0, Math.PI).putDouble(8, -1e300);
    assertArrayEquals(
        new float[] {0, (float) Math.PI, Float.NEGATIVE_INFINITY}, floats(ElementType.F64, b));
  }

  @Test
  void longsComeFromIntegersOnly() {
    long[] out = new long[3];
    ElementType.I16.toLongs(buffer(1, 0, 0, 128), out, 1, 2);
    assertArrayEquals(new long[] {0, 1, -32768}, out);
    assertThrows(
        IllegalStateException.class, () -> ElementType.F32.toLongs(buffer(0, 0, 0, 0), out, 0, 1));
  }
}
