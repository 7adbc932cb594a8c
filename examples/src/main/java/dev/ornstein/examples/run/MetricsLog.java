package dev.ornstein.examples.run;

import dev.ornstein.tensor.UserError;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code metrics.csv}: a row per training step, appended as it comes. While it is open its lock
 * keeps a second process from changing the same run.
 *
 * <p>It reads what it holds through the one file that it has open: on POSIX systems a process loses
 * its lock as soon as it closes any other view of the file.
 */
public final class MetricsLog implements Closeable {
  private final Path path;
  private final RandomAccessFile file;
  private final FileLock lock;

  private MetricsLog(Path path, RandomAccessFile file, FileLock lock) {
    this.path = path;
    this.file = file;
    this.lock = lock;
  }

  /**
   * Opens and locks the log of a run, and changes nothing in it; it is made when it is not there.
   *
   * @param path the file
   * @throws UserError when another process has it open, or it cannot be read or written, or is no
   *     such log
   */
  public static MetricsLog open(Path path) {
    MetricsLog log;
    try {
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      log = new MetricsLog(path, file, lock(path, file));
    } catch (IOException e) {
      throw cannot("open", path, e);
    }
    try {
      log.rows();
      return log;
    } catch (UserError e) {
      log.close();
      throw e;
    }
  }

  /** Locks a byte beyond the end: some systems let nobody read what is locked. */
  private static FileLock lock(Path path, RandomAccessFile file) throws IOException {
    try {
      FileLock lock = file.getChannel().tryLock(Long.MAX_VALUE - 1, 1, false);
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // held within this very process
      file.close();
      throw inUse(path);
    }
    file.close();
    throw inUse(path);
  }

  private static UserError inUse(Path path) {
    return new UserError(
        path + " is in use: another Ornstein is training this run; wait until it ends");
  }

  /**
   * Drops the rows of later steps: they belong to work that was not saved and is done again.
   *
   * @param lastStep whose row is the last to stay
   * @throws UserError when the file cannot be read or written
   */
  public void keepUpTo(long lastStep) {
    StringBuilder content = new StringBuilder(StepMetrics.HEADER).append('\n');
    rows().stream()
        .filter(row -> row.step() <= lastStep)
        .forEach(row -> content.append(row.toRow()));
    try {
      keepOnly(content.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw cannot("write", path, e);
    }
  }

  /**
   * All whole rows.
   *
   * @throws UserError when the file cannot be read or is not such a log
   */
  public List<StepMetrics> rows() {
    try {
      return parse(path, new String(content(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw cannot("read", path, e);
    }
  }

  /** Leaves the file's pointer at the end. */
  private byte[] content() throws IOException {
    byte[] content = new byte[Math.toIntExact(file.length())];
    file.seek(0);
    file.readFully(content);
    return content;
  }

  /** Makes {@code wanted} the content, by cutting off and appending alone. */
  private void keepOnly(byte[] wanted) throws IOException {
    byte[] there = content();
    int mismatch = Arrays.mismatch(there, wanted);
    int same = mismatch < 0 ? wanted.length : mismatch;
    file.setLength(same);
    file.seek(same);
    file.write(wanted, same, wanted.length - same);
  }

  /**
   * Adds a row.
   *
   * @throws UserError when it cannot be written; the file then ends where it did before
   */
  public void add(StepMetrics row) {
    long end = -1;
    try {
      end = file.getFilePointer();
      file.write(row.toRow().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      cutBack(end);
      throw cannot("write", path, e);
    }
  }

  /**
   * Returns when all rows have reached the disk.
   *
   * @throws UserError when they cannot be written
   */
  public void force() {
    try {
      file.getFD().sync();
    } catch (IOException e) {
      throw cannot("write", path, e);
    }
  }

  private void cutBack(long end) {
    try {
      if (end >= 0) {
        file.setLength(end);
        file.seek(end);
      }
    } catch (IOException e) {
      return; // a broken last row is dropped when the log is opened again
    }
  }

  /**
   * All whole rows of a log; one that was cut off at the end is left out.
   *
   * @throws UserError when the file cannot be read or is not such a log
   */
  public static List<StepMetrics> read(Path path) {
    try {
      return parse(path, Files.readString(path));
    } catch (IOException e) {
      throw cannot("read", path, e);
    }
  }

  private static List<StepMetrics> parse(Path path, String text) {
    List<String> lines = List.of(text.split("(?<=\n)"));
    List<StepMetrics> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.endsWith("\n")) {
        break;
      }
      if (i == 0 && !line.strip().equals(StepMetrics.HEADER)) {
        throw new UserError(
            path
                + " is not the log of a run: its first line is not \""
                + StepMetrics.HEADER
                + "\"");
      }
      if (i > 0) {
        rows.add(row(path, i, line.strip()));
      }
    }
    return rows;
  }

  private static StepMetrics row(Path path, int index, String line) {
    try {
      return StepMetrics.ofRow(line);
    } catch (NumberFormatException e) {
      throw new UserError(path + " is damaged in line " + (index + 1) + ": " + e.getMessage(), e);
    }
  }

  /** Releases the file; one that was never written to is taken away. */
  @Override
  public void close() {
    try {
      boolean empty = file.length() == 0;
      lock.release();
      file.close();
      if (empty) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw cannot("close", path, e);
    }
  }

  private static UserError cannot(String what, Path path, IOException e) {
    return new UserError(
        "cannot "
            + what
            + " "
            + path
            + " ("
            + e.getMessage()
            + "); make room or mend its"
            + " permissions, then continue with --resume",
        e);
  }
}
