package dev.ornstein.examples.session;

import dev.ornstein.mnist.data.Dataset;
import java.util.zip.CRC32;

/** By which a resumed run knows whether it is given the data that it began with. */
final class Fingerprint {
  /** Pixels of so many images, evenly spread, are looked at, and all labels. */
  private static final int IMAGES = 512;

  private Fingerprint() {}

  /** A checksum in hexadecimal. */
  static String of(Dataset data) {
    CRC32 crc = new CRC32();
    for (int i = 0; i < data.count(); i++) {
      crc.update(data.label(i));
    }
    int looked = Math.min(IMAGES, data.count());
    for (int k = 0; k < looked; k++) {
      int i = (int) ((long) k * data.count() / looked);
      for (int c = 0; c < data.channels(); c++) {
        for (int y = 0; y < data.height(); y++) {
          for (int x = 0; x < data.width(); x++) {
            crc.update(data.pixel(i, c, y, x));
          }
        }
      }
    }
    return String.format("%08x", crc.getValue());
  }
}
