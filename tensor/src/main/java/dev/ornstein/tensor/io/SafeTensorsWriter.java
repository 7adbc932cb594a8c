package dev.ornstein.tensor.io;

import com.google.gson.stream.JsonWriter;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a safetensors file that PyTorch's safetensors library loads: F32 tensors, and I64 for
 * counters. Collect the tensors, then {@link #write}.
 *
 * <p>Arrays are not copied when they are added; their content at the time of {@code write} counts.
 * The header lists tensors in the order in which they were added and is padded with spaces to a
 * multiple of 8; in the data 64-bit tensors come first, so every element lies on a multiple of its
 * size. The same content always gives the same bytes.
 */
public final class SafeTensorsWriter {
  private static final int BUFFER_BYTES = 1 << 16;

  /** One of {@code floats} and {@code longs} is null. */
  private static final class Entry {
    final Shape shape;
    final float[] floats;
    final long[] longs;
    final int offset;

    Entry(Shape shape, float[] floats, long[] longs, int offset) {
      this.shape = shape;
      this.floats = floats;
      this.longs = longs;
      this.offset = offset;
    }

    ElementType type() {
      return floats != null ? ElementType.F32 : ElementType.I64;
    }

    long bytes() {
      return (long) shape.size() * type().bytes();
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  /**
   * Adds a string to {@code __metadata__}, or replaces it. PyTorch's loaders expect {@code format}
   * = {@code pt} there.
   *
   * @return this
   */
  public SafeTensorsWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Adds a tensor as F32.
   *
   * @return this
   * @throws IllegalArgumentException when the name is taken or reserved
   */
  public SafeTensorsWriter add(String name, Tensor tensor) {
    return add(name, tensor.shape(), tensor.readOnlyArray(), tensor.offset());
  }

  /**
   * Adds an F32 tensor.
   *
   * @param values row-major, as many as the shape has elements
   * @return this
   * @throws ShapeException when the number of values is another
   * @throws IllegalArgumentException when the name is taken or reserved
   */
  public SafeTensorsWriter add(String name, Shape shape, float[] values) {
    requireCount(name, shape, values.length);
    return add(name, shape, values, 0);
  }

  /**
   * Adds an F32 tensor that lies inside a larger array, such as a parameter arena.
   *
   * @param values row-major elements from {@code offset} on
   * @return this
   * @throws ShapeException when the array ends before the tensor
   * @throws IllegalArgumentException when the name is taken or reserved
   */
  public SafeTensorsWriter add(String name, Shape shape, float[] values, int offset) {
    if (offset < 0 || offset > values.length - shape.size()) {
      throw new ShapeException(
          "tensor '"
              + name
              + "' of shape "
              + shape
              + " at offset "
              + offset
              + " leaves its array of "
              + values.length);
    }
    return put(name, new Entry(shape, values, null, offset));
  }

  /**
   * Adds an I64 tensor.
   *
   * @param values row-major, as many as the shape has elements
   * @return this
   * @throws ShapeException when the number of values is another
   * @throws IllegalArgumentException when the name is taken or reserved
   */
  public SafeTensorsWriter addLongs(String name, Shape shape, long... values) {
    requireCount(name, shape, values.length);
    return put(name, new Entry(shape, null, values, 0));
  }

  private static void requireCount(String name, Shape shape, int count) {
    if (count != shape.size()) {
      throw new ShapeException(
          "tensor '"
              + name
              + "' of shape "
              + shape
              + " needs "
              + shape.size()
              + " values, got "
              + count);
    }
  }

  private SafeTensorsWriter put(String name, Entry entry) {
    if (name.equals(SafeTensorsHeader.METADATA)) {
      throw new IllegalArgumentException("a tensor cannot be named " + name + ": it is reserved");
    }
    if (entries.putIfAbsent(name, entry) != null) {
      throw new IllegalArgumentException("a tensor named '" + name + "' has been added already");
    }
    return this;
  }

  /**
   * Writes the file atomically; the writer can be used again.
   *
   * @throws UserError when the file cannot be written; it stays as it was
   */
  public void write(Path path) {
    byte[] header = header().getBytes(StandardCharsets.UTF_8);
    int padded = (header.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    if (padded > SafeTensorsHeader.MAX_BYTES) {
      throw new UserError(
          "cannot write "
              + path
              + ": the names take "
              + padded
              + " bytes, the format allows "
              + SafeTensorsHeader.MAX_BYTES);
    }
    byte[] json = Arrays.copyOf(header, padded);
    Arrays.fill(json, header.length, padded, (byte) ' ');
    AtomicFiles.write(
        path,
        out -> {
          ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
          out.write(buffer.putLong(0, padded).array(), 0, Long.BYTES);
          out.write(json);
          for (Entry e : inDataOrder()) {
            if (e.floats != null) {
              writeFloats(out, buffer, e.floats, e.offset, e.shape.size());
            } else {
              writeLongs(out, buffer, e.longs);
            }
          }
        });
  }

  private List<Entry> inDataOrder() {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort((a, b) -> b.type().bytes() - a.type().bytes());
    return sorted;
  }

  private String header() {
    Map<Entry, Long> begin = new IdentityHashMap<>();
    long at = 0;
    for (Entry e : inDataOrder()) {
      begin.put(e, at);
      at += e.bytes();
    }
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject();
      if (!metadata.isEmpty()) {
        json.name(SafeTensorsHeader.METADATA).beginObject();
        for (Map.Entry<String, String> m : metadata.entrySet()) {
          json.name(m.getKey()).value(m.getValue());
        }
        json.endObject();
      }
      for (Map.Entry<String, Entry> named : entries.entrySet()) {
        Entry e = named.getValue();
        json.name(named.getKey()).beginObject();
        json.name("dtype").value(e.type().name());
        json.name("shape").beginArray();
        for (int d : e.shape.toArray()) {
          json.value(d);
        }
        json.endArray();
        json.name("data_offsets").beginArray();
        json.value(begin.get(e)).value(begin.get(e) + e.bytes());
        json.endArray().endObject();
      }
      json.endObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return text.toString();
  }

  /** Little-endian binary32, bit for bit. */
  static void writeFloats(OutputStream out, ByteBuffer buffer, float[] values, int from, int n)
      throws IOException {
    int piece = buffer.capacity() / Float.BYTES;
    for (int done = 0; done < n; ) {
      int count = Math.min(piece, n - done);
      buffer.clear();
      buffer.asFloatBuffer().put(values, from + done, count);
      out.write(buffer.array(), 0, count * Float.BYTES);
      done += count;
    }
  }

  private static void writeLongs(OutputStream out, ByteBuffer buffer, long[] values)
      throws IOException {
    int piece = buffer.capacity() / Long.BYTES;
    for (int done = 0; done < values.length; ) {
      int count = Math.min(piece, values.length - done);
      buffer.clear();
      buffer.asLongBuffer().put(values, done, count);
      out.write(buffer.array(), 0, count * Long.BYTES);
      done += count;
    }
  }
}
