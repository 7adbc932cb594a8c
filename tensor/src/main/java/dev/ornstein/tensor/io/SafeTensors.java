package dev.ornstein.tensor.io;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * An open safetensors file: named tensors, as PyTorch's state dicts are saved with the safetensors
 * library. {@link SafeTensorsWriter} writes such files.
 *
 * <p>The format: 8 bytes of little-endian header length, a JSON header, and the tensors' elements,
 * little-endian and row-major, without gaps. {@link #read} checks all of the header; elements are
 * read from the file when they are asked for, so a large file costs no memory, and the file that
 * was opened is read to the end even when its name has been given to another one (Windows refuses
 * to replace an open file). Any number of threads may read. Close it when done.
 */
public final class SafeTensors implements Closeable {
  private final Path path;
  private final FileChannel file;
  private final SafeTensorsHeader header;
  private final long dataStart;

  private SafeTensors(Path path, FileChannel file, SafeTensorsHeader header, long dataStart) {
    this.path = path;
    this.file = file;
    this.header = header;
    this.dataStart = dataStart;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws UserError when there is no such file, or it is truncated, or the header lies: too long,
   *     no JSON, an unknown type, a shape that does not match its size, data that overlap, leave
   *     gaps or reach beyond the file
   */
  public static SafeTensors read(Path path) {
    FileChannel file = null;
    try {
      file = FileChannel.open(path, StandardOpenOption.READ);
      SafeTensors opened = open(path, file);
      file = null;
      return opened;
    } catch (IOException e) {
      throw new UserError("cannot read " + path + ": " + AtomicFiles.reason(e), e);
    } finally {
      closeQuietly(file);
    }
  }

  private static SafeTensors open(Path path, FileChannel file) throws IOException {
    long size = file.size();
    if (size < Long.BYTES) {
      throw new UserError(
          path
              + ": the file has only "
              + size
              + " bytes; a safetensors file begins with 8 bytes of header length");
    }
    ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ElementReader.readFully(file, 0, prefix);
    long length = prefix.getLong();
    if (length < 0 || length > SafeTensorsHeader.MAX_BYTES) {
      throw new UserError(
          path
              + ": a header of "
              + Long.toUnsignedString(length)
              + " bytes is announced, the"
              + " format allows "
              + SafeTensorsHeader.MAX_BYTES
              + "; is it a safetensors file?");
    }
    long rest = size - Long.BYTES;
    if (length > rest) {
      throw new UserError(
          path
              + ": a header of "
              + length
              + " bytes is announced, but only "
              + rest
              + " follow; the file is truncated or not a safetensors file");
    }
    ByteBuffer json = ByteBuffer.allocate((int) length);
    ElementReader.readFully(file, Long.BYTES, json);
    SafeTensorsHeader header = SafeTensorsHeader.parse(path.toString(), json, rest - length);
    return new SafeTensors(path, file, header, Long.BYTES + length);
  }

  /** Names of the tensors, in the order of the header. */
  public Set<String> names() {
    return Collections.unmodifiableSet(header.entries().keySet());
  }

  /** Whether the file has a tensor of this name. */
  public boolean contains(String name) {
    return header.entries().containsKey(name);
  }

  /** The strings stored under {@code __metadata__}; empty when there are none. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /**
   * The shape of a tensor.
   *
   * @throws UserError when there is no tensor of this name
   */
  public Shape shape(String name) {
    return entry(name).shape;
  }

  /**
   * The type in which a tensor is stored.
   *
   * @throws UserError when there is no tensor of this name
   */
  public ElementType dtype(String name) {
    return entry(name).type;
  }

  /**
   * The elements of a tensor of any type as floats, row-major. F32 comes bit for bit, F16 and BF16
   * exactly, other types rounded to the nearest float.
   *
   * @throws UserError when there is no tensor of this name or the file cannot be read
   */
  public float[] floats(String name) {
    float[] out = new float[entry(name).shape.size()];
    readFloats(name, out, 0);
    return out;
  }

  /**
   * Reads a tensor's elements as floats into an array, for example into a parameter arena.
   *
   * @param out receives as many elements as the tensor has, from {@code offset} on
   * @throws UserError when there is no tensor of this name or the file cannot be read
   */
  public void readFloats(String name, float[] out, int offset) {
    SafeTensorsHeader.Entry e = entry(name);
    long position = dataStart + e.begin;
    try {
      ElementReader.floats(
          file, position, e.type, ByteOrder.LITTLE_ENDIAN, out, offset, e.shape.size());
    } catch (IOException failure) {
      throw unreadable(name, failure);
    }
  }

  /** A new tensor with the elements of a stored one; see {@link #floats}. */
  public Tensor tensor(String name, Engine engine) {
    Tensor out = engine.empty(shape(name));
    readFloats(name, out.array(), out.offset());
    return out;
  }

  /**
   * The elements of a tensor of integers, such as {@code num_batches_tracked}. Values of U64 from
   * 2⁶³ on come out negative.
   *
   * @throws UserError when there is no tensor of this name, it holds no integers, or the file
   *     cannot be read
   */
  public long[] longs(String name) {
    SafeTensorsHeader.Entry e = entry(name);
    if (!e.type.isInteger()) {
      throw new UserError(
          path + ": tensor '" + name + "' holds " + e.type + " where integers are wanted");
    }
    try {
      return ElementReader.longs(
          file, dataStart + e.begin, e.type, ByteOrder.LITTLE_ENDIAN, e.shape.size());
    } catch (IOException failure) {
      throw unreadable(name, failure);
    }
  }

  private UserError unreadable(String name, IOException e) {
    return new UserError(
        "cannot read tensor '" + name + "' from " + path + ": " + AtomicFiles.reason(e), e);
  }

  private SafeTensorsHeader.Entry entry(String name) {
    SafeTensorsHeader.Entry e = header.entries().get(name);
    if (e == null) {
      throw new UserError(path + " has no tensor '" + name + "'");
    }
    return e;
  }

  /** Closes the file; nothing can be read afterwards. */
  @Override
  public void close() {
    closeQuietly(file);
  }

  private static void closeQuietly(FileChannel file) {
    if (file == null) {
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      // It was only read from: nothing can be lost.
      return;
    }
  }
}
