package dev.ornstein.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Shape;
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

/** Damaged and lying files: each is refused by one sentence that names the file and the fault. */
class SafeTensorsRefusalTest {
  @TempDir Path folder;

  private Path file(long length, byte[] header, int dataBytes) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(8 + header.length + dataBytes);
    all.order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(header);
    return Files.write(folder.resolve("bad.safetensors"), all.array());
  }

  private void refused(Path file, String expected) {
    UserError e = assertThrows(UserError.class, () -> SafeTensors.read(file).close());
    String message = e.getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    assertTrue(message.contains(expected), () -> message + "\nshould contain: " + expected);
    assertFalse(message.contains("\n"), message);
  }

  private void refused(String json, int dataBytes, String expected) throws IOException {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    refused(file(header.length, header, dataBytes), expected);
  }

  private static String tensor(String name, String shape, int begin, int end) {
    return "\""
        + name
        + "\":{\"dtype\":\"F32\",\"shape\":"
        + shape
        + ",\"data_offsets\":["
        + begin
        + ","
        + end
        + "]}";
  }

  @Test
  void missingFile() {
    Path file = folder.resolve("none.safetensors");
    UserError e = assertThrows(UserError.class, () -> SafeTensors.read(file).close());
    assertEquals("cannot read " + file + ": there is no such file", e.getMessage());
  }

  @Test
  void fileWithoutRoomForTheLength() throws IOException {
    Path file = Files.write(folder.resolve("bad.safetensors"), new byte[7]);
    refused(file, "the file has only 7 bytes");
    refused(Files.write(file, new byte[0]), "the file has only 0 bytes");
  }

  @Test
  void headerBeyondTheFile() throws IOException {
    byte[] header = "{}".getBytes(StandardCharsets.UTF_8);
    refused(file(3, header, 0), "a header of 3 bytes is announced, but only 2 follow");
    refused(file(100_000_000, header, 0), "a header of 100000000 bytes is announced, but only 2");
  }

  @Test
  void hugeHeader() throws IOException {
    byte[] header = "{}".getBytes(StandardCharsets.UTF_8);
    refused(file(100_000_001, header, 0), "the format allows 100000000");
    refused(file(-1, header, 0), "18446744073709551615 bytes is announced");
    refused(file(Long.MIN_VALUE, header, 0), "9223372036854775808 bytes is announced");
  }

  @Test
  void headerThatIsNotJson() throws IOException {
    refused("", 0, "does not begin with '{'");
    refused(" {}", 0, "does not begin with '{'");
    refused("PK\u0003\u0004", 0, "does not begin with '{'");
    refused("{", 0, "not valid JSON");
    refused("{\"a\"", 0, "not valid JSON");
    refused("{a:1}", 0, "not valid JSON");
    refused("{" + tensor("a", "[1]", 0, 4), 4, "not valid JSON");
    refused("{" + tensor("a", "[1]", 0, 4) + "}}", 4, "not valid JSON");
    refused("{" + tensor("a", "[1]", 0, 4) + "} {}", 4, "not valid JSON");
    refused("{\"a\":" + "[".repeat(100_000) + "}", 0, "must be described by an object");
    refused("{\"a\":{\"x\":" + "[".repeat(100_000) + "}}", 0, "not valid JSON");
    refused(file(4, new byte[] {'{', '"', (byte) 0xC3, '"'}, 0), "not valid UTF-8");
  }

  @Test
  void metadataThatIsNoMapOfStrings() throws IOException {
    refused("{\"__metadata__\":1}", 0, "__metadata__ must map strings to strings");
    refused("{\"__metadata__\":{\"a\":1}}", 0, "__metadata__ must map strings to strings");
    refused("{\"__metadata__\":{\"a\":{}}}", 0, "__metadata__ must map strings to strings");
  }

  @Test
  void duplicateKeys() throws IOException {
    String a = tensor("a", "[1]", 0, 4);
    refused("{" + a + "," + a + "}", 4, "tensor 'a': it occurs twice in the header");
    refused("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "__metadata__ occurs twice");
    refused("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, "key 'k' occurs twice");
    String entry = a.substring(0, a.length() - 1);
    refused("{" + entry + ",\"dtype\":\"F32\"}}", 4, "tensor 'a': dtype occurs twice");
    refused("{" + entry + ",\"shape\":[1]}}", 4, "tensor 'a': shape occurs twice");
    refused("{" + entry + ",\"data_offsets\":[0,4]}}", 4, "'a': data_offsets occurs twice");
  }

  @Test
  void incompleteDescription() throws IOException {
    refused("{\"a\":7}", 0, "tensor 'a' must be described by an object");
    refused("{\"a\":{}}", 0, "tensor 'a': its description needs dtype, shape and two data_offsets");
    String rest = "\"dtype\":\"F32\",\"shape\":[1]";
    refused("{\"a\":{" + rest + "}}", 4, "needs dtype, shape and two data_offsets");
    refused("{\"a\":{" + rest + ",\"data_offsets\":[0]}}", 4, "two data_offsets");
    refused("{\"a\":{" + rest + ",\"data_offsets\":[0,4,8]}}", 4, "two data_offsets");
  }

  @Test
  void unknownType() throws IOException {
    String a = tensor("a", "[1]", 0, 4);
    refused("{" + a.replace("F32", "C64") + "}", 4, "tensor 'a': dtype 'C64' is unknown");
    refused("{" + a.replace("\"F32\"", "32") + "}", 4, "tensor 'a' must have a string as dtype");
  }

  @Test
  void numbersThatAreNotNatural() throws IOException {
    for (String shape : new String[] {"[-1]", "[1.0]", "[1e0]", "[\"1\"]", "[null]", "[[1]]"}) {
      refused("{" + tensor("a", shape, 0, 4) + "}", 4, "'a': shape must be a list of whole");
    }
    refused("{" + tensor("a", "1", 0, 4) + "}", 4, "'a': shape must be a list of whole");
    refused("{" + tensor("a", "[9223372036854775808]", 0, 4) + "}", 4, "shape must be a list of");
    refused("{" + tensor("a", "[1]", -4, 0) + "}", 4, "'a': data_offsets must be a list of whole");
  }

  @Test
  void offsetsOutOfOrderOrRange() throws IOException {
    refused("{" + tensor("a", "[1]", 4, 0) + "}", 4, "'a': data_offsets [4, 0] end before they");
    refused(
        "{" + tensor("a", "[2]", 0, 8) + "}",
        4,
        "'a': data_offsets [0, 8] reach beyond the 4 bytes of data; the file is truncated");
  }

  @Test
  void shapeOfAnotherSize() throws IOException {
    refused(
        "{" + tensor("a", "[2,3]", 0, 20) + "}",
        20,
        "'a': shape [2, 3] of F32 takes 24 bytes, but its data_offsets [0, 20] span 20");
    refused("{" + tensor("a", "[]", 0, 8) + "}", 8, "shape [] of F32 takes 4 bytes");
    refused("{" + tensor("a", "[0]", 0, 4) + "}", 4, "shape [0] of F32 takes 0 bytes");
  }

  @Test
  void shapeThatOverflows() throws IOException {
    // 2³² · 2³² · 4 is 0 modulo 2⁶⁴.
    String shape = "[4294967296,4294967296]";
    refused("{" + tensor("a", shape, 0, 0) + "}", 0, "overflows 64 bits");
    refused("{" + tensor("a", "[0,4294967296]", 0, 0) + "}", 0, "more elements than one array");
  }

  @Test
  void overlap() throws IOException {
    refused(
        "{" + tensor("a", "[2]", 0, 8) + "," + tensor("b", "[2]", 4, 12) + "}",
        12,
        "tensor 'b': its data overlap those of another tensor at byte 4");
    refused(
        "{" + tensor("b", "[1]", 0, 4) + "," + tensor("a", "[1]", 0, 4) + "}",
        4,
        "its data overlap");
  }

  @Test
  void gaps() throws IOException {
    refused(
        "{" + tensor("a", "[1]", 0, 4) + "," + tensor("b", "[1]", 8, 12) + "}",
        12,
        "tensor 'b': bytes 4 to 8 before its data belong to no tensor");
    refused("{" + tensor("a", "[1]", 4, 8) + "}", 8, "bytes 0 to 4 before its data");
    refused("{" + tensor("a", "[1]", 0, 4) + "}", 9, "the last 5 bytes of the file belong to no");
    refused("{}", 1, "the last 1 bytes of the file belong to no tensor");
  }

  @Test
  void everyTruncationOfAGoodFile() throws IOException {
    Path good = folder.resolve("good.safetensors");
    new SafeTensorsWriter()
        .metadata("format", "pt")
        .add("a", Shape.of(3), new float[] {1, 2, 3})
        .addLongs("b", Shape.SCALAR, 1)
        .write(good);
    byte[] all = Files.readAllBytes(good);
    SafeTensors.read(good).close();
    for (int n = 0; n < all.length; n++) {
      Path bad = Files.write(folder.resolve("bad.safetensors"), Arrays.copyOf(all, n));
      assertThrows(UserError.class, () -> SafeTensors.read(bad).close(), "cut to " + n + " bytes");
    }
  }

  @Test
  void longNamesAreShortenedInMessages() throws IOException {
    String json = "{" + tensor("n".repeat(10_000), "[1]", 0, 8) + "}";
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    Path file = file(header.length, header, 8);
    UserError e = assertThrows(UserError.class, () -> SafeTensors.read(file).close());
    assertTrue(e.getMessage().length() < 1000);
  }
}
