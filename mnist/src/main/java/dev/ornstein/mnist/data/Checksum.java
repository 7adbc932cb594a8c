package dev.ornstein.mnist.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What the uncompressed bytes of a file must hash to. Mirrors compress the same data differently,
 * so the hash of a compressed file says little.
 *
 * @param algorithm {@code SHA-256} or {@code MD5}; MD5 guards against damage, not against an
 *     attacker who made both files
 * @param hex the hash in lower-case hexadecimal digits
 */
public record Checksum(String algorithm, String hex) {
  /** Checks that the digits fit the algorithm. */
  public Checksum {
    int digits = 2 * digest(algorithm).getDigestLength();
    if (!hex.matches("[0-9a-f]{" + digits + "}")) {
      throw new IllegalArgumentException(
          algorithm + " must be " + digits + " lower-case hexadecimal digits, got " + hex);
    }
  }

  /** A SHA-256 checksum. */
  public static Checksum sha256(String hex) {
    return new Checksum("SHA-256", hex.toLowerCase(Locale.ROOT));
  }

  /** An MD5 checksum. */
  public static Checksum md5(String hex) {
    return new Checksum("MD5", hex.toLowerCase(Locale.ROOT));
  }

  /** The checksum of the same algorithm that {@code array} really has as a file. */
  public Checksum of(IdxArray array) {
    MessageDigest digest = digest(algorithm);
    digest.update(array.header());
    digest.update(array.data());
    return new Checksum(algorithm, HexFormat.of().formatHex(digest.digest()));
  }

  /** {@code true} when {@code array}, written as a file, has this checksum. */
  public boolean fits(IdxArray array) {
    return equals(of(array));
  }

  /** For instance {@code SHA-256 0fa7898d…}. */
  @Override
  public String toString() {
    return algorithm + " " + hex;
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("checksum algorithm unknown to this JDK: " + algorithm, e);
    }
  }
}
