package dev.ornstein.mnist.data;

import java.nio.ByteBuffer;

/**
 * What an IDX file of unsigned bytes holds: sizes and bytes. The file is the header followed by the
 * bytes, so nothing is lost.
 *
 * <p>The format: two zero bytes, a type (8: unsigned byte), the number of dimensions, each
 * dimension as a big-endian 32-bit integer, then the data, row major. The first four bytes read as
 * one integer are the "magic": 2049 for labels (one dimension), 2051 for images (count, rows,
 * columns).
 */
final class IdxArray {
  static final int TYPE_UNSIGNED_BYTE = 8;
  static final int LABELS_MAGIC = TYPE_UNSIGNED_BYTE << 8 | 1;
  static final int IMAGES_MAGIC = TYPE_UNSIGNED_BYTE << 8 | 3;

  private final int[] dims;
  private final byte[] data;

  /** Takes over both arrays; the product of {@code dims} must be the length of {@code data}. */
  IdxArray(int[] dims, byte[] data) {
    this.dims = dims;
    this.data = data;
  }

  /** Size of dimension {@code d}. */
  int dim(int d) {
    return dims[d];
  }

  /** The bytes themselves, not a copy. */
  byte[] data() {
    return data;
  }

  /** The first {@code 4 + 4·dimensions} bytes of the file. */
  byte[] header() {
    ByteBuffer header = ByteBuffer.allocate(4 + 4 * dims.length);
    header.putInt(TYPE_UNSIGNED_BYTE << 8 | dims.length);
    for (int dim : dims) {
      header.putInt(dim);
    }
    return header.array();
  }
}
