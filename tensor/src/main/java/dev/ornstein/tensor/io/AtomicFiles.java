package dev.ornstein.tensor.io;

import dev.ornstein.tensor.UserError;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file whole or not at all. The content goes to a temporary file in the same folder, is
 * forced to the disk, and takes the final name in one atomic step; then the folder is forced to the
 * disk where the system can do that. So after a failure, a full disk or a power cut the name holds
 * either what it held before or all of the new content.
 *
 * <p>The temporary file is {@code .NAME.PID-NUMBER.tmp}. It is deleted after every failure that the
 * program survives; after a power cut it may be left over and can be deleted by hand. When the name
 * is a symbolic link, the file it leads to is replaced. What is no file, such as a device or a
 * pipe, is refused.
 */
public final class AtomicFiles {
  private static final int BUFFER_BYTES = 1 << 16;

  private AtomicFiles() {}

  /**
   * Writes a file through a stream.
   *
   * @param path the file; its folder must exist
   * @param content writes everything to the (buffered) stream it is given; closing it is optional.
   *     An exception other than IOException passes through, and the file stays as it was
   * @throws UserError when the file cannot be written, naming it and the reason; it stays as it was
   */
  public static void write(Path path, IoConsumer<? super OutputStream> content) {
    Path temporary = null;
    try {
      requireReplaceable(path);
      Path target = Files.isSymbolicLink(path) ? path.toRealPath() : path.toAbsolutePath();
      temporary = createSibling(target);
      fill(temporary, content);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      temporary = null;
      forceFolder(target.getParent());
    } catch (IOException e) {
      throw new UserError(
          "cannot write " + path + ": " + reason(e) + "; what was there before is untouched", e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  /** Writes a file of bytes; see {@link #write}. */
  public static void writeBytes(Path path, byte[] content) {
    write(path, out -> out.write(content));
  }

  /** Writes a file of UTF-8 text; see {@link #write}. */
  public static void writeString(Path path, String content) {
    writeBytes(path, content.getBytes(StandardCharsets.UTF_8));
  }

  private static void requireReplaceable(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new FileSystemException(path.toString(), null, "it is a folder");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new FileSystemException(
          path.toString(), null, "it is a device or a pipe, and only a file can be replaced");
    }
  }

  private static Path createSibling(Path target) throws IOException {
    String prefix = "." + target.getFileName() + "." + ProcessHandle.current().pid() + "-";
    for (int number = 0; ; number++) {
      try {
        return Files.createFile(target.resolveSibling(prefix + number + ".tmp"));
      } catch (FileAlreadyExistsException e) {
        if (number == 1000) {
          throw e;
        }
      }
    }
  }

  private static void fill(Path file, IoConsumer<? super OutputStream> content) throws IOException {
    // Not a channel: those are closed under the writer when its thread is interrupted.
    try (FileOutputStream raw = new FileOutputStream(file.toFile())) {
      OutputStream out = new UnclosedStream(raw);
      content.accept(out);
      out.flush();
      raw.getFD().sync();
    }
  }

  /** Closing is left to us, because the file must be forced to the disk first. */
  private static final class UnclosedStream extends BufferedOutputStream {
    UnclosedStream(OutputStream out) {
      super(out, BUFFER_BYTES);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows cannot open folders; the file has its name, only the moment of it is not certain.
      return;
    }
  }

  private static void deleteQuietly(Path file) {
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }

  /** What an I/O exception says, without the class name and path that a user cannot use. */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      Path folder = Path.of(((NoSuchFileException) e).getFile()).toAbsolutePath().getParent();
      boolean exists = folder != null && Files.isDirectory(folder);
      return exists ? "there is no such file" : "the folder " + folder + " does not exist";
    }
    if (e instanceof AccessDeniedException) {
      return "permission is denied";
    }
    if (e instanceof FileSystemException && ((FileSystemException) e).getReason() != null) {
      return ((FileSystemException) e).getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
