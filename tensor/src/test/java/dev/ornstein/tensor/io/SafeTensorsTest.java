package dev.ornstein.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is written comes back, and the bytes are those of the format. Refusals: next class. */
class SafeTensorsTest {
  @TempDir Path folder;

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void everyBitSurvivesTheRoundTrip() {
    float[] odd = {
      0f,
      -0f,
      Float.NaN,
      Float.intBitsToFloat(0xFFC12345),
      Float.intBitsToFloat(0x7FC00001),
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MIN_VALUE,
      -Float.MAX_VALUE
    };
    Path file = folder.resolve("model.safetensors");
    try (Engine engine = Engine.create("scalar", 1, line -> {})) {
      Tensor large = engine.empty(Shape.of(3, 5, 7919));
      Rng.of(1).normal(large);
      new SafeTensorsWriter()
          .metadata("format", "pt")
          .metadata("step", "1\"\n\u20AC")
          .add("z.weight", large)
          .add("odd", Shape.of(3, 3), odd)
          .add("window", Shape.of(2), odd, 3)
          .addLongs("bn.num_batches_tracked", Shape.SCALAR, Long.MAX_VALUE)
          .add("empty", Shape.of(0, 4), new float[0])
          .add("single \u00E9\"", Shape.SCALAR, new float[] {2.5f})
          .write(file);
      try (SafeTensors in = SafeTensors.read(file)) {
        assertEquals(
            List.of(
                "z.weight", "odd", "window", "bn.num_batches_tracked", "empty", "single \u00E9\""),
            new ArrayList<>(in.names()));
        assertEquals(Map.of("format", "pt", "step", "1\"\n\u20AC"), in.metadata());
        assertEquals(large.shape(), in.shape("z.weight"));
        assertArrayEquals(bits(large.toArray()), bits(in.floats("z.weight")));
        assertArrayEquals(bits(large.toArray()), bits(in.tensor("z.weight", engine).toArray()));
        assertArrayEquals(bits(odd), bits(in.floats("odd")));
        assertArrayEquals(new int[] {0xFFC12345, 0x7FC00001}, bits(in.floats("window")));
        assertEquals(ElementType.I64, in.dtype("bn.num_batches_tracked"));
        assertArrayEquals(new long[] {Long.MAX_VALUE}, in.longs("bn.num_batches_tracked"));
        assertArrayEquals(new float[] {0x1p63f}, in.floats("bn.num_batches_tracked"));
        assertEquals(Shape.of(0, 4), in.shape("empty"));
        assertEquals(0, in.floats("empty").length);
        assertEquals(2.5f, in.tensor("single \u00E9\"", engine).item());
        assertTrue(in.contains("odd"));
        assertFalse(in.contains("even"));
        float[] arena = new float[11];
        in.readFloats("odd", arena, 1);
        assertEquals(Float.MIN_VALUE, arena[8]);
        assertEquals(0f, arena[10]);
      }
    }
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Path file = folder.resolve("a.safetensors");
    new SafeTensorsWriter()
        .add("w", Shape.of(1, 2), new float[] {1f, -2f})
        .addLongs("n", Shape.SCALAR, 3)
        .metadata("format", "pt")
        .write(file);
    String json =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8,16]},"
            + "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}";
    int padded = (json.length() + 7) / 8 * 8;
    ByteBuffer expected = ByteBuffer.allocate(8 + padded + 16).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded).put(json.getBytes(StandardCharsets.UTF_8));
    while (expected.position() < 8 + padded) {
      expected.put((byte) ' ');
    }
    expected.putLong(3).putFloat(1f).putFloat(-2f);
    assertArrayEquals(expected.array(), Files.readAllBytes(file));
  }

  @Test
  void otherTypesAreConverted() throws IOException {
    // As other programs write them: each type once, in an order of their own, unaligned.
    ByteBuffer data = ByteBuffer.allocate(31).order(ByteOrder.LITTLE_ENDIAN);
    data.put((byte) 200).putDouble(0.1).putShort((short) 0xC000).putShort((short) 0x4049);
    data.putLong(-5).putInt(1 << 20).putShort((short) -2).putInt(-1);
    String json =
        "{\"i64\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[13,21]},"
            + "\"u8\":{\"dtype\":\"U8\",\"shape\":[1,1],\"data_offsets\":[0,1],\"note\":[{}]},"
            + "\"f64\":{\"shape\":[],\"dtype\":\"F64\",\"data_offsets\":[1,9]},"
            + "\"f16\":{\"data_offsets\":[9,11],\"dtype\":\"F16\",\"shape\":[1]},"
            + "\"bf16\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[11,13]},"
            + "\"i32\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[21,25]},"
            + "\"i16\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[25,27]},"
            + "\"u32\":{\"dtype\":\"U32\",\"shape\":[1],\"data_offsets\":[27,31]}}   ";
    ByteBuffer all = ByteBuffer.allocate(8 + json.length() + 31).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(json.length()).put(json.getBytes(StandardCharsets.UTF_8)).put(data.array());
    Path file = Files.write(folder.resolve("mixed.safetensors"), all.array());
    try (SafeTensors in = SafeTensors.read(file)) {
      assertArrayEquals(new float[] {200}, in.floats("u8"));
      assertArrayEquals(new float[] {0.1f}, in.floats("f64"));
      assertArrayEquals(new float[] {-2}, in.floats("f16"));
      assertArrayEquals(new float[] {3.140625f}, in.floats("bf16"));
      assertArrayEquals(new long[] {-5}, in.longs("i64"));
      assertArrayEquals(new float[] {-5}, in.floats("i64"));
      assertArrayEquals(new long[] {1 << 20}, in.longs("i32"));
      assertArrayEquals(new float[] {-2}, in.floats("i16"));
      assertArrayEquals(new long[] {0xFFFFFFFFL}, in.longs("u32"));
      assertTrue(in.metadata().isEmpty());
      UserError e = assertThrows(UserError.class, () -> in.longs("bf16"));
      assertEquals(file + ": tensor 'bf16' holds BF16 where integers are wanted", e.getMessage());
      UserError none = assertThrows(UserError.class, () -> in.floats("none"));
      assertEquals(file + " has no tensor 'none'", none.getMessage());
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "an open file cannot be replaced there")
  void anOpenFileSurvivesItsReplacement() {
    Path file = folder.resolve("a.safetensors");
    new SafeTensorsWriter().add("w", Shape.of(1), new float[] {1}).write(file);
    try (SafeTensors old = SafeTensors.read(file)) {
      new SafeTensorsWriter().add("other", Shape.of(2), new float[] {2, 3}).write(file);
      assertArrayEquals(new float[] {1}, old.floats("w"));
    }
    try (SafeTensors in = SafeTensors.read(file)) {
      assertArrayEquals(new float[] {2, 3}, in.floats("other"));
    }
  }

  @Test
  void anEmptyFileOfTensorsIsAFile() {
    Path file = folder.resolve("none.safetensors");
    new SafeTensorsWriter().write(file);
    try (SafeTensors in = SafeTensors.read(file)) {
      assertTrue(in.names().isEmpty());
    }
  }

  @Test
  void theWriterRefusesMisuse() {
    SafeTensorsWriter w = new SafeTensorsWriter().add("a", Shape.of(1), new float[1]);
    assertThrows(IllegalArgumentException.class, () -> w.addLongs("a", Shape.of(1), 1));
    assertThrows(IllegalArgumentException.class, () -> w.addLongs("__metadata__", Shape.of(1), 1));
    assertThrows(ShapeException.class, () -> w.add("b", Shape.of(2), new float[3]));
    assertThrows(ShapeException.class, () -> w.add("b", Shape.of(2), new float[3], 2));
    assertThrows(ShapeException.class, () -> w.addLongs("b", Shape.of(2), 1));
    UserError e = assertThrows(UserError.class, () -> w.write(folder.resolve("no").resolve("a")));
    assertTrue(e.getMessage().contains("does not exist"), e.getMessage());
  }
}
