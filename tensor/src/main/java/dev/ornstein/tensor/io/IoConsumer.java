package dev.ornstein.tensor.io;

import java.io.IOException;

/**
 * Something done with an open file.
 *
 * @param <T> what it is done with, such as an output stream
 */
@FunctionalInterface
public interface IoConsumer<T> {
  /**
   * @throws IOException when reading or writing fails
   */
  void accept(T file) throws IOException;
}
