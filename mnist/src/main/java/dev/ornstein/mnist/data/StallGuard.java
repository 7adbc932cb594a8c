package dev.ornstein.mnist.data;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Reads from a stream, and closes it when nothing has arrived for a while: a connection that has
 * gone dead would otherwise block its reader for ever.
 */
final class StallGuard implements AutoCloseable {
  private final InputStream in;
  private final long patience;
  private final Thread watcher;
  private volatile long lastArrival = System.nanoTime();
  private volatile boolean stalled;

  /**
   * @param in what is read
   * @param patience how long it may stay silent
   */
  StallGuard(InputStream in, Duration patience) {
    this.in = in;
    this.patience = patience.toNanos();
    this.watcher = new Thread(this::watch, "ornstein-download-watch");
    watcher.setDaemon(true);
    watcher.start();
  }

  /**
   * Reads up to {@code buffer.length} bytes.
   *
   * @return how many, or −1 at the end
   * @throws IOException when the stream fails or has stalled
   */
  int read(byte[] buffer) throws IOException {
    try {
      int n = in.read(buffer);
      lastArrival = System.nanoTime();
      return n;
    } catch (IOException e) {
      if (stalled) {
        throw new IOException("sent nothing for " + patience / 1_000_000_000.0 + " s", e);
      }
      throw e;
    }
  }

  private void watch() {
    try {
      long left = patience;
      while (left > 0) {
        Thread.sleep(left / 1_000_000 + 1);
        left = patience - (System.nanoTime() - lastArrival);
      }
      stalled = true;
      in.close();
    } catch (InterruptedException | IOException e) {
      // Interrupted: the reader is done. Failed to close: the reader learns of it by itself.
      return;
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
