package dev.ornstein.tensor.io;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * NumPy's {@code .npy} format: the bytes {@code 93 'NUMPY'}, two bytes of version, the
 * little-endian length of a header (2 bytes in version 1.0, 4 in 2.0 and 3.0), the header, which is
 * a Python dictionary, and the elements.
 *
 * <p>Read are versions 1.0, 2.0 and 3.0, both byte orders, C and Fortran order, booleans, integers
 * of 8 to 64 bits and floats of 16, 32 and 64 bits. Written is version 1.0, little-endian, C order.
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final int ALIGNMENT = 64;
  private static final int BUFFER_BYTES = 1 << 16;

  private Npy() {}

  /** A number of elements of {@code int[]} or {@code long[]} put into a buffer. */
  @FunctionalInterface
  private interface Source {
    void put(ByteBuffer buffer, int from, int count);
  }

  /**
   * Reads a file whole.
   *
   * @throws UserError when there is no such file, it is no {@code .npy} file, its elements are of
   *     an unsupported type, or its size is not what its header says
   */
  public static NpyArray read(Path path) {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return read(path, file);
    } catch (IOException e) {
      throw new UserError("cannot read " + path + ": " + AtomicFiles.reason(e), e);
    }
  }

  private static NpyArray read(Path path, FileChannel file) throws IOException {
    long size = file.size();
    ByteBuffer start = bytes(file, 0, (int) Math.min(size, 12)).order(ByteOrder.LITTLE_ENDIAN);
    boolean magic = start.remaining() >= MAGIC.length;
    for (int i = 0; magic && i < MAGIC.length; i++) {
      magic = start.get(i) == MAGIC[i];
    }
    if (!magic) {
      throw new UserError(path + " is not a NumPy .npy file: it does not begin with \\x93NUMPY");
    }
    int lengthAt = MAGIC.length + 2;
    int version = start.remaining() >= lengthAt ? start.get(MAGIC.length) : 1;
    if (version < 1 || version > 3) {
      throw new UserError(
          path + " is of version " + version + " of the .npy format; 1 to 3 are known");
    }
    int headerAt = lengthAt + (version == 1 ? 2 : 4);
    if (size < headerAt) {
      throw new UserError(path + " is truncated: it ends inside of its header");
    }
    long length =
        version == 1 ? start.getShort(lengthAt) & 0xFFFF : start.getInt(lengthAt) & 0xFFFFFFFFL;
    if (length > MAX_HEADER_BYTES) {
      throw new UserError(
          path
              + " announces a header of "
              + length
              + " bytes; more than "
              + MAX_HEADER_BYTES
              + " are not believed");
    }
    if (length > size - headerAt) {
      throw new UserError(path + " is truncated: it ends inside of its header");
    }
    Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    String text = charset.decode(bytes(file, headerAt, (int) length)).toString();
    return data(path, file, new NpyHeader(path.toString(), text), headerAt + length);
  }

  private static NpyArray data(Path path, FileChannel file, NpyHeader header, long at)
      throws IOException {
    String what = "shape " + header.shape() + " of " + header.type();
    long available = file.size() - at;
    long needed = header.type().bytes();
    Shape shape;
    try {
      for (long extent : header.shape()) {
        needed = Math.multiplyExact(needed, extent);
      }
      shape = Shape.of(header.shape().stream().mapToInt(Math::toIntExact).toArray());
      Math.toIntExact(needed + Long.BYTES);
    } catch (ArithmeticException | ShapeException e) {
      throw new UserError(
          path + " is too large: " + what + " does not fit into one array of 2^31 bytes", e);
    }
    if (needed != available) {
      throw new UserError(
          path
              + " is "
              + (needed > available ? "truncated" : "damaged")
              + ": "
              + what
              + " takes "
              + needed
              + " bytes, but "
              + available
              + " follow the header");
    }
    ByteBuffer data = bytes(file, at, (int) needed).order(header.order());
    return new NpyArray(path, shape, header.type(), header.fortranOrder(), data);
  }

  private static ByteBuffer bytes(FileChannel file, long at, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    ElementReader.readFully(file, at, buffer);
    return buffer;
  }

  /**
   * Writes a tensor as float32, atomically.
   *
   * @throws UserError when the file cannot be written; it stays as it was
   */
  public static void write(Path path, Tensor tensor) {
    write(
        path,
        tensor.shape(),
        ElementType.F32,
        (buffer, from, count) ->
            buffer.asFloatBuffer().put(tensor.readOnlyArray(), tensor.offset() + from, count));
  }

  /**
   * Writes float32 elements, atomically.
   *
   * @param values row-major, as many as the shape has elements
   * @throws ShapeException when the number of values is another
   * @throws UserError when the file cannot be written; it stays as it was
   */
  public static void write(Path path, Shape shape, float[] values) {
    requireCount(shape, values.length);
    write(
        path,
        shape,
        ElementType.F32,
        (buffer, from, count) -> buffer.asFloatBuffer().put(values, from, count));
  }

  /**
   * Writes int32 elements such as labels, atomically.
   *
   * @param values row-major, as many as the shape has elements
   * @throws ShapeException when the number of values is another
   * @throws UserError when the file cannot be written; it stays as it was
   */
  public static void write(Path path, Shape shape, int[] values) {
    requireCount(shape, values.length);
    write(
        path,
        shape,
        ElementType.I32,
        (buffer, from, count) -> buffer.asIntBuffer().put(values, from, count));
  }

  /**
   * Writes int64 elements, atomically.
   *
   * @param values row-major, as many as the shape has elements
   * @throws ShapeException when the number of values is another
   * @throws UserError when the file cannot be written; it stays as it was
   */
  public static void write(Path path, Shape shape, long[] values) {
    requireCount(shape, values.length);
    write(
        path,
        shape,
        ElementType.I64,
        (buffer, from, count) -> buffer.asLongBuffer().put(values, from, count));
  }

  private static void requireCount(Shape shape, int count) {
    if (count != shape.size()) {
      throw new ShapeException(
          "an array of shape " + shape + " needs " + shape.size() + " values, got " + count);
    }
  }

  private static void write(Path path, Shape shape, ElementType type, Source source) {
    AtomicFiles.write(
        path,
        out -> {
          out.write(header(shape, type));
          writeElements(out, shape.size(), type.bytes(), source);
        });
  }

  private static void writeElements(OutputStream out, int n, int width, Source source)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int done = 0; done < n; ) {
      int count = Math.min(BUFFER_BYTES / width, n - done);
      source.put(buffer, done, count);
      out.write(buffer.array(), 0, count * width);
      done += count;
    }
  }

  /** Everything before the elements, padded with spaces so that they begin at a multiple of 64. */
  private static byte[] header(Shape shape, ElementType type) {
    List<String> extents =
        Arrays.stream(shape.toArray()).mapToObj(String::valueOf).collect(Collectors.toList());
    // As in Python, a tuple of one needs its comma.
    String tuple = "(" + String.join(", ", extents) + (extents.size() == 1 ? ",)" : ")");
    String dictionary =
        "{'descr': '<"
            + NpyHeader.code(type)
            + "', 'fortran_order': False, 'shape': "
            + tuple
            + ", }";
    int prefix = MAGIC.length + 4;
    int end = prefix + dictionary.length() + 1;
    int total = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.fill(header.array(), (byte) ' ');
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (total - prefix));
    header.put(dictionary.getBytes(StandardCharsets.US_ASCII));
    return header.put(total - 1, (byte) '\n').array();
  }
}
