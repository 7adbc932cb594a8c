package dev.ornstein.mnist.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps two downloads from writing into one folder at the same time: the second waits until the
 * first is done, be it in this process or in another. The file {@code .lock} stays behind; it is
 * empty.
 */
final class FolderLock implements AutoCloseable {
  /** The system's locks hold between processes only; within this one, downloads take turns. */
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

  private final FileChannel channel;
  private final FileLock lock;

  private FolderLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Waits for its turn.
   *
   * @param folder an existing folder
   * @throws IOException when nothing can be written there
   */
  static FolderLock acquire(Path folder) throws IOException {
    IN_THIS_PROCESS.lock();
    try {
      FileChannel channel =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        return new FolderLock(channel, channel.lock());
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      IN_THIS_PROCESS.unlock();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      lock.release();
      channel.close();
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }
}
