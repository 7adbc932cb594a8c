package dev.ornstein.mnist.data;

import dev.ornstein.tensor.UserError;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads IDX files of images and labels, plain or compressed with gzip (told by their first two
 * bytes, not by their name), in one pass. Whatever is not exactly such a file is refused with a
 * {@link UserError} that names the file, what is wrong and what would be right; sizes are believed
 * only after they were compared with the size of the file, so a lying header allocates nothing.
 */
final class IdxReader {
  private static final int MAX_SIDE = 4096;
  private static final int GZIP_MAGIC = 0x1f8b;

  /** No stream of DEFLATE expands by more than this (258 bytes from two bits), headers included. */
  private static final long MAX_EXPANSION = 1032;

  private final Path file;
  private final int magic;
  private final String kind;

  private IdxReader(Path file, int magic) {
    this.file = file;
    this.magic = magic;
    this.kind = magic == IdxArray.IMAGES_MAGIC ? "images" : "labels";
  }

  /**
   * Reads a file of images: dimensions (count, rows, columns).
   *
   * @throws UserError when it is missing or not an IDX file of images
   */
  static IdxArray readImages(Path file) {
    return new IdxReader(file, IdxArray.IMAGES_MAGIC).read();
  }

  /**
   * Reads a file of labels: dimension (count).
   *
   * @throws UserError when it is missing or not an IDX file of labels
   */
  static IdxArray readLabels(Path file) {
    return new IdxReader(file, IdxArray.LABELS_MAGIC).read();
  }

  private IdxArray read() {
    if (!Files.exists(file)) {
      throw fault("does not exist; it should be an IDX file of " + kind);
    }
    if (!Files.isRegularFile(file)) {
      throw fault("is not a file; it should be an IDX file of " + kind);
    }
    try (BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      long size = Files.size(file);
      if (isGzip(raw)) {
        GzipMember member = new GzipMember(new CountingStream(raw));
        IdxArray array = parse(member, size * MAX_EXPANSION, "decompressed ");
        if (member.length() != size) {
          throw fault("has bytes after the end of its gzip stream; fetch it again");
        }
        return array;
      }
      return parse(raw, size, "");
    } catch (EOFException e) {
      throw fault("ends in the middle of its gzip stream; fetch it again, it is incomplete", e);
    } catch (ZipException e) {
      throw fault("is a damaged gzip file (" + e.getMessage() + "); fetch it again", e);
    } catch (IOException e) {
      throw fault("cannot be read: " + e, e);
    }
  }

  /** Counts the bytes that are read. */
  private static final class CountingStream extends FilterInputStream {
    private long count;

    CountingStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = super.read(buffer, offset, length);
      count += Math.max(n, 0);
      return n;
    }
  }

  /** A gzip stream that tells how long it was; the JDK's silently ignores what comes after it. */
  private static final class GzipMember extends GZIPInputStream {
    private static final int TRAILER = 8;
    private final long header;

    GzipMember(CountingStream in) throws IOException {
      super(in, 1 << 16);
      this.header = in.count; // the constructor above has read the header, and no more
    }

    /** Compressed length in bytes; known once the end has been read. */
    long length() {
      return header + inf.getBytesRead() + TRAILER;
    }
  }

  private static boolean isGzip(BufferedInputStream in) throws IOException {
    in.mark(2);
    byte[] first = in.readNBytes(2);
    in.reset();
    return first.length == 2 && ((first[0] & 0xff) << 8 | first[1] & 0xff) == GZIP_MAGIC;
  }

  /**
   * @param available an upper bound of how many bytes {@code in} can deliver
   * @param what {@code "decompressed "} or nothing, for the sentences
   */
  private IdxArray parse(InputStream in, long available, String what) throws IOException {
    int found = readInts(in, 1, what)[0];
    if (found != magic) {
      throw fault(wrongMagic(found));
    }
    int[] dims = readInts(in, magic & 0xff, what);
    long bytes = checkedSize(dims);
    long header = 4 + 4L * dims.length;
    if (header + bytes > available) {
      throw truncated(header + bytes, available, what, dims);
    }
    byte[] data = in.readNBytes((int) bytes);
    if (data.length < bytes) {
      throw truncated(header + bytes, header + data.length, what, dims);
    }
    if (in.read() >= 0) {
      throw fault(
          "has bytes after its last "
              + (dims.length == 1 ? "label" : "image")
              + "; its header says "
              + describe(dims)
              + ", that is "
              + (header + bytes)
              + " "
              + what
              + "bytes and no more");
    }
    return new IdxArray(dims, data);
  }

  private int[] readInts(InputStream in, int n, String what) throws IOException {
    byte[] bytes = in.readNBytes(4 * n);
    if (bytes.length < 4 * n) {
      throw fault(
          "ends within its header; an IDX file of "
              + kind
              + " starts with "
              + (4 + 4 * (magic & 0xff))
              + " "
              + what
              + "bytes of magic number and sizes");
    }
    int[] ints = new int[n];
    ByteBuffer.wrap(bytes).asIntBuffer().get(ints);
    return ints;
  }

  private String wrongMagic(int found) {
    String is = "starts with magic number " + found;
    if (found == IdxArray.LABELS_MAGIC) {
      is += ", which means labels";
    } else if (found == IdxArray.IMAGES_MAGIC) {
      is += ", which means images";
    }
    return is + "; an IDX file of " + kind + " starts with " + magic;
  }

  private long checkedSize(int[] dims) {
    long bytes = 1;
    for (int d = 0; d < dims.length; d++) {
      if (dims[d] < 1 || d > 0 && dims[d] > MAX_SIDE) {
        throw fault(
            "claims to hold "
                + describe(dims)
                + "; counts must be positive and images at most "
                + MAX_SIDE
                + " pixels high and wide");
      }
      bytes *= dims[d];
    }
    if (bytes > Integer.MAX_VALUE - 16) {
      throw fault(
          "claims to hold " + describe(dims) + "; at most 2 GiB of pixels can be kept in memory");
    }
    return bytes;
  }

  private static String describe(int[] dims) {
    if (dims.length == 1) {
      return Integer.toUnsignedString(dims[0]) + " labels";
    }
    return Integer.toUnsignedString(dims[0])
        + " images of "
        + Integer.toUnsignedString(dims[1])
        + "×"
        + Integer.toUnsignedString(dims[2])
        + " pixels";
  }

  private UserError truncated(long wanted, long got, String what, int[] dims) {
    return fault(
        String.format(
            "is truncated: %s need %d %sbytes, but there are at most %d; fetch it again",
            describe(dims), wanted, what, got));
  }

  private UserError fault(String sentence) {
    return new UserError(file + " " + sentence);
  }

  private UserError fault(String sentence, Throwable cause) {
    return new UserError(file + " " + sentence, cause);
  }
}
