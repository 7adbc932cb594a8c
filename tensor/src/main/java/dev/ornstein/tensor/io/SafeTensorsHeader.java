package dev.ornstein.tensor.io;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.UserError;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: JSON that maps each tensor's name to its type, shape and place
 * in the data, believed only after everything in it has been checked.
 */
final class SafeTensorsHeader {
  /** Key of the map of strings that is not a tensor. */
  static final String METADATA = "__metadata__";

  /** The longest header, in bytes, that the format allows. */
  static final long MAX_BYTES = 100_000_000;

  /** Characters of a name that an error message shows. */
  private static final int SHOWN = 200;

  private static final String TYPES =
      Arrays.toString(ElementType.values()).replaceAll("[\\[\\]]", "");

  /** Where a tensor lies: {@code begin} and {@code end} are bytes from the start of the data. */
  static final class Entry {
    final ElementType type;
    final Shape shape;
    final long begin;
    final long end;

    Entry(ElementType type, Shape shape, long begin, long end) {
      this.type = type;
      this.shape = shape;
      this.begin = begin;
      this.end = end;
    }
  }

  private final String file;
  private final long dataBytes;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private SafeTensorsHeader(String file, long dataBytes) {
    this.file = file;
    this.dataBytes = dataBytes;
  }

  /**
   * Reads and checks a header.
   *
   * @param file name for error messages
   * @param json the header's bytes, trailing spaces included
   * @param dataBytes length of the data that follow it
   * @throws UserError when anything in it is not as it should be
   */
  static SafeTensorsHeader parse(String file, ByteBuffer json, long dataBytes) {
    SafeTensorsHeader header = new SafeTensorsHeader(file, dataBytes);
    JsonReader reader = new JsonReader(new StringReader(header.decode(json)));
    reader.setStrictness(Strictness.STRICT);
    try {
      header.readAll(reader);
    } catch (IOException e) {
      throw new UserError(
          file + ": the header is not valid JSON, after " + shortened(reader.getPath()), e);
    }
    header.requireWholeCover();
    return header;
  }

  /** Tensors in the order of the header. */
  Map<String, Entry> entries() {
    return entries;
  }

  /** The strings under {@code __metadata__}. */
  Map<String, String> metadata() {
    return metadata;
  }

  /** A name from a damaged file may be megabytes long. */
  private static String shortened(String name) {
    return name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "…";
  }

  private String decode(ByteBuffer json) {
    if (json.remaining() == 0 || json.get(json.position()) != '{') {
      throw new UserError(file + ": the header does not begin with '{'; is it a safetensors file?");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(json).toString();
    } catch (CharacterCodingException e) {
      throw new UserError(file + ": the header is not valid UTF-8", e);
    }
  }

  private void readAll(JsonReader reader) throws IOException {
    reader.beginObject();
    boolean metadataSeen = false;
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (name.equals(METADATA)) {
        if (metadataSeen) {
          throw new UserError(file + ": " + METADATA + " occurs twice in the header");
        }
        metadataSeen = true;
        readMetadata(reader);
      } else if (entries.put(name, readEntry(name, reader)) != null) {
        throw bad(name, "it occurs twice in the header");
      }
    }
    reader.endObject();
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new UserError(file + ": the header goes on after its closing brace");
    }
  }

  private void readMetadata(JsonReader reader) throws IOException {
    expect(reader, JsonToken.BEGIN_OBJECT, METADATA + " must map strings to strings");
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      expect(reader, JsonToken.STRING, METADATA + " must map strings to strings");
      if (metadata.put(key, reader.nextString()) != null) {
        throw new UserError(file + ": key '" + shortened(key) + "' occurs twice in " + METADATA);
      }
    }
    reader.endObject();
  }

  private Entry readEntry(String name, JsonReader reader) throws IOException {
    String what = "tensor '" + shortened(name) + "' ";
    expect(reader, JsonToken.BEGIN_OBJECT, what + "must be described by an object");
    ElementType type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    reader.beginObject();
    while (reader.hasNext()) {
      String field = reader.nextName();
      boolean again = false;
      switch (field) {
        case "dtype":
          again = type != null;
          expect(reader, JsonToken.STRING, what + "must have a string as dtype");
          type = type(name, reader.nextString());
          break;
        case "shape":
          again = shape != null;
          shape = naturals(name, field, reader);
          break;
        case "data_offsets":
          again = offsets != null;
          offsets = naturals(name, field, reader);
          break;
        default:
          reader.skipValue();
      }
      if (again) {
        throw bad(name, field + " occurs twice in its description");
      }
    }
    reader.endObject();
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw bad(name, "its description needs dtype, shape and two data_offsets");
    }
    return entry(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private Entry entry(String name, ElementType type, List<Long> dims, long begin, long end) {
    String place = "data_offsets [" + begin + ", " + end + "]";
    if (end < begin) {
      throw bad(name, place + " end before they begin");
    }
    if (end > dataBytes) {
      throw bad(
          name,
          place
              + " reach beyond the "
              + dataBytes
              + " bytes of data; the file is truncated or its"
              + " header wrong");
    }
    long bytes = type.bytes();
    try {
      for (long d : dims) {
        bytes = Math.multiplyExact(bytes, d);
      }
    } catch (ArithmeticException e) {
      throw bad(name, "shape " + dims + " overflows 64 bits");
    }
    if (bytes != end - begin) {
      throw bad(
          name,
          "shape "
              + dims
              + " of "
              + type
              + " takes "
              + bytes
              + " bytes, but its "
              + place
              + " span "
              + (end - begin));
    }
    return new Entry(type, shape(name, dims), begin, end);
  }

  private Shape shape(String name, List<Long> dims) {
    try {
      return Shape.of(dims.stream().mapToInt(Math::toIntExact).toArray());
    } catch (ArithmeticException | ShapeException e) {
      throw bad(name, "shape " + dims + " has more elements than one array can hold (2^31)");
    }
  }

  private ElementType type(String name, String dtype) {
    for (ElementType type : ElementType.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw bad(name, "dtype '" + shortened(dtype) + "' is unknown; known are " + TYPES);
  }

  /** An array of whole numbers from 0 on, written as such. */
  private List<Long> naturals(String name, String field, JsonReader reader) throws IOException {
    String rule = field + " must be a list of whole numbers from 0 to 2^63−1";
    expect(reader, JsonToken.BEGIN_ARRAY, "tensor '" + shortened(name) + "': " + rule);
    List<Long> numbers = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      boolean number = reader.peek() == JsonToken.NUMBER;
      String text = number ? reader.nextString() : String.valueOf(reader.peek());
      try {
        if (!number || !text.matches("[0-9]+")) {
          throw bad(name, rule + ", found " + text);
        }
        numbers.add(Long.parseLong(text));
      } catch (NumberFormatException e) {
        throw bad(name, rule + ", found " + text);
      }
    }
    reader.endArray();
    return numbers;
  }

  /** Every byte of the data belongs to exactly one tensor. */
  private void requireWholeCover() {
    List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
    sorted.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin)
            .thenComparingLong(e -> e.getValue().end));
    long end = 0;
    for (Map.Entry<String, Entry> e : sorted) {
      long begin = e.getValue().begin;
      if (begin < end) {
        throw bad(e.getKey(), "its data overlap those of another tensor at byte " + begin);
      }
      if (begin > end) {
        throw bad(
            e.getKey(), "bytes " + end + " to " + begin + " before its data belong to no tensor");
      }
      end = e.getValue().end;
    }
    if (end != dataBytes) {
      throw new UserError(
          file + ": the last " + (dataBytes - end) + " bytes of the file belong to no tensor");
    }
  }

  private void expect(JsonReader reader, JsonToken token, String rule) throws IOException {
    if (reader.peek() != token) {
      throw new UserError(file + ": " + rule + "; the header has " + reader.peek() + " there");
    }
  }

  private UserError bad(String name, String what) {
    return new UserError(file + ": tensor '" + shortened(name) + "': " + what);
  }
}
