package dev.ornstein.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
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
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {
  @TempDir Path folder;

  private static String header(String descr, String fortran, String shape) {
    return "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
  }

  private Path file(int version, String header, byte... data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer b = ByteBuffer.allocate(12 + text.length + data.length);
    b.order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.UTF_8));
    b.put((byte) version).put((byte) 0);
    if (version == 1) {
      b.putShort((short) text.length);
    } else {
      b.putInt(text.length);
    }
    b.put(text).put(data);
    return Files.write(folder.resolve("a.npy"), Arrays.copyOf(b.array(), b.position()));
  }

  private void refused(Path file, String expected) {
    UserError e = assertThrows(UserError.class, () -> Npy.read(file));
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    assertTrue(
        e.getMessage().contains(expected), () -> e.getMessage() + "\nshould have: " + expected);
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
  }

  @Test
  void floatsSurviveTheRoundTripBitForBit() {
    float[] values = {
      1, -0f, Float.NaN, Float.intBitsToFloat(0xFFC12345), Float.NEGATIVE_INFINITY, Float.MIN_VALUE
    };
    Path file = folder.resolve("a.npy");
    Npy.write(file, Shape.of(2, 3), values);
    NpyArray in = Npy.read(file);
    assertEquals(Shape.of(2, 3), in.shape());
    assertEquals(ElementType.F32, in.type());
    float[] back = in.floats();
    for (int i = 0; i < values.length; i++) {
      assertEquals(Float.floatToRawIntBits(values[i]), Float.floatToRawIntBits(back[i]));
    }
    UserError e = assertThrows(UserError.class, in::longs);
    assertEquals(file + " holds F32 where integers are wanted", e.getMessage());
  }

  @Test
  void tensorsAndLargeArraysSurviveTheRoundTrip() {
    Path file = folder.resolve("a.npy");
    try (Engine engine = Engine.create("scalar", 1, line -> {})) {
      Tensor t = engine.range(100_000);
      Tensor window = t.window(3, Shape.of(9, 11_000));
      Npy.write(file, window);
      Tensor back = Npy.read(file).tensor(engine);
      assertEquals(window.shape(), back.shape());
      assertArrayEquals(window.toArray(), back.toArray());
      Npy.write(file, engine.scalar(4));
      assertEquals(4, Npy.read(file).tensor(engine).item());
    }
  }

  @Test
  void integersSurviveTheRoundTrip() {
    Path file = folder.resolve("labels.npy");
    Npy.write(file, Shape.of(3), new int[] {7, -1, Integer.MAX_VALUE});
    assertEquals(ElementType.I32, Npy.read(file).type());
    assertArrayEquals(new long[] {7, -1, Integer.MAX_VALUE}, Npy.read(file).longs());
    Npy.write(file, Shape.of(2), new long[] {Long.MIN_VALUE, 5});
    assertArrayEquals(new long[] {Long.MIN_VALUE, 5}, Npy.read(file).longs());
    assertThrows(ShapeException.class, () -> Npy.write(file, Shape.of(2), new int[3]));
  }

  @Test
  void theBytesAreThoseOfNumPy() throws IOException {
    Path file = folder.resolve("a.npy");
    Npy.write(file, Shape.of(2), new float[] {1, -2});
    String expected =
        "\u0093NUMPY\u0001\0\u0076\0{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
            + " ".repeat(60)
            + "\n\0\0\u0080?\0\0\0\u00C0";
    assertEquals(expected, Files.readString(file, StandardCharsets.ISO_8859_1));
    for (int rank = 0; rank < 30; rank++) {
      int[] dims = new int[rank];
      Arrays.fill(dims, 1);
      Npy.write(file, Shape.of(dims), new float[1]);
      assertEquals(0, (Files.size(file) - 4) % 64);
      assertEquals(rank, Npy.read(file).shape().rank());
    }
  }

  @Test
  void allVersionsAndByteOrdersAreRead() throws IOException {
    for (int version = 1; version <= 3; version++) {
      Path little = file(version, header("<i2", "False", "(2,)"), new byte[] {1, 2, -1, -1});
      assertArrayEquals(new float[] {513, -1}, Npy.read(little).floats());
      Path big = file(version, header(">i2", "False", "(2,)"), new byte[] {1, 2, -1, -1});
      assertArrayEquals(new long[] {258, -1}, Npy.read(big).longs());
    }
    byte[] pi = ByteBuffer.allocate(8).putDouble(Math.PI).array();
    assertArrayEquals(
        new float[] {(float) Math.PI},
        Npy.read(file(1, header(">f8", "False", "()"), pi)).floats());
    Path half = file(1, header("<f2", "False", "(1,)"), new byte[] {0, 0x3C});
    assertArrayEquals(new float[] {1}, Npy.read(half).floats());
    Path bytes = file(1, header("|u1", "False", "(2,)"), new byte[] {-1, 3});
    assertArrayEquals(new float[] {255, 3}, Npy.read(bytes).floats());
    Path truth = file(1, header("|b1", "False", "(2,)"), new byte[] {1, 0});
    assertArrayEquals(new long[] {1, 0}, Npy.read(truth).longs());
  }

  @Test
  void otherSpellingsOfTheDictionaryAreRead() throws IOException {
    String spelled = "{\"shape\":(2,3),\"fortran_order\":False,\"descr\":\"|i1\"}   \n";
    assertEquals(Shape.of(2, 3), Npy.read(file(1, spelled, new byte[6])).shape());
  }

  @Test
  void fortranOrderIsTransposed() throws IOException {
    Path file = file(1, header("|u1", "True", "(2, 3)"), new byte[] {0, 10, 1, 11, 2, 12});
    assertArrayEquals(new float[] {0, 1, 2, 10, 11, 12}, Npy.read(file).floats());
    byte[] data = new byte[24];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 4; k++) {
          data[i + 2 * j + 6 * k] = (byte) (100 * i + 10 * j + k);
        }
      }
    }
    long[] values = Npy.read(file(1, header("|u1", "True", "(2, 3, 4)"), data)).longs();
    for (int n = 0; n < 24; n++) {
      assertEquals(100 * (n / 12) + 10 * (n / 4 % 3) + n % 4, values[n]);
    }
  }

  @Test
  void foreignFilesAreRefused() throws IOException {
    Path file = folder.resolve("a.npy");
    refused(Files.write(file, new byte[0]), "is not a NumPy .npy file");
    refused(Files.write(file, new byte[] {'P', 'K', 3, 4, 5, 6, 7, 8}), "is not a NumPy .npy file");
    refused(file(9, header("<f4", "False", "()"), new byte[4]), "is of version 9");
    UserError e = assertThrows(UserError.class, () -> Npy.read(folder.resolve("none.npy")));
    assertTrue(e.getMessage().endsWith("there is no such file"), e.getMessage());
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    Path good = folder.resolve("good.npy");
    Npy.write(good, Shape.of(5), new float[5]);
    byte[] all = Files.readAllBytes(good);
    for (int n = 0; n < all.length; n++) {
      Path bad = Files.write(folder.resolve("bad.npy"), Arrays.copyOf(all, n));
      assertThrows(UserError.class, () -> Npy.read(bad), "cut to " + n + " bytes");
    }
    Path bad = Files.write(folder.resolve("bad.npy"), Arrays.copyOf(all, all.length - 1));
    refused(bad, "is truncated: shape [5] of F32 takes 20 bytes, but 19 follow the header");
    refused(Files.write(bad, Arrays.copyOf(all, 12)), "is truncated: it ends inside of its header");
  }

  @Test
  void lyingShapesAreRefused() throws IOException {
    refused(file(1, header("<f4", "False", "(1,)"), new byte[8]), "is damaged: shape [1] of F32");
    refused(file(1, header("<f4", "False", "(3,)"), new byte[8]), "is truncated: shape [3] of F32");
    refused(file(1, header("<f8", "False", "(268435456,)")), "is too large");
    refused(file(1, header("<f4", "False", "(4294967296, 4294967296)")), "is too large");
    refused(file(1, header("<f4", "False", "(0, 4294967296)")), "is too large");
    refused(file(1, header("<f4", "False", "(-1,)"), new byte[4]), "tuple of whole numbers");
    refused(file(1, header("<f4", "False", "(9223372036854775808,)")), "tuple of whole numbers");
  }

  @Test
  void longHeadersAreRefused() throws IOException {
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1, '{', '}'};
    refused(Files.write(folder.resolve("a.npy"), start), "announces a header of 4294967295 bytes");
  }

  @Test
  void unsupportedElementsAreRefused() throws IOException {
    for (String descr : new String[] {"<c8", "|O", "<U3", "|f4", "f4", "", "<f3", "<b2", "<f16"}) {
      refused(file(1, header(descr, "False", "(1,)")), "elements of type '" + descr + "'");
    }
    String fields = "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }";
    refused(file(1, fields), "records of several fields are not supported");
  }

  @Test
  void damagedHeadersAreRefused() throws IOException {
    refused(file(1, ""), "'{' was expected");
    refused(file(1, "{'descr'"), "':' was expected");
    refused(file(1, "{'descr: "), "a string in quotes was expected");
    refused(file(1, "{}"), "descr is missing");
    refused(file(1, "{'descr': '<f4', }"), "fortran_order is missing");
    refused(file(1, "{'descr': '<f4', 'fortran_order': False}"), "shape is missing");
    refused(file(1, "{'descr': True, 'fortran_order': False, 'shape': ()}"), "descr is true");
    refused(file(1, header("<f4", "False", "(1 2)")), "')' was expected");
    refused(file(1, header("<f4", "False", "(1,)") + "x"), "goes on after its closing brace");
    refused(file(1, "{'descr': '<f4', 'descr': '<f4'}"), "'descr' occurs twice");
    String extra = header("<f4", "False", "()").replace(", }", ", 'x': '1'}");
    refused(file(1, extra, new byte[4]), "instead of descr, fortran_order, shape");
  }
}
