package dev.ornstein.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(p -> p.getFileName().toString()).sorted().collect(Collectors.toList());
    }
  }

  @Test
  void writesAndReplaces() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFiles.writeString(file, "old, longer");
    AtomicFiles.writeString(file, "nëw");
    assertEquals("nëw", Files.readString(file));
    byte[] bytes = new byte[200_000];
    bytes[199_999] = 7;
    AtomicFiles.writeBytes(file, bytes);
    assertArrayEquals(bytes, Files.readAllBytes(file));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void contentMayCloseTheStream() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFiles.write(
        file,
        out -> {
          out.write('x');
          out.close();
        });
    assertEquals("x", Files.readString(file));
  }

  @Test
  void newNameAppearsOnlyWhenComplete() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFiles.write(
        file,
        out -> {
          out.write(new byte[1 << 20]);
          out.flush();
          assertFalse(Files.exists(file));
          assertEquals(1, names().size());
        });
    assertEquals(1 << 20, Files.size(file));
  }

  @Test
  void fullDiskLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("model.safetensors");
    AtomicFiles.writeString(file, "old");
    UserError e =
        assertThrows(
            UserError.class,
            () ->
                AtomicFiles.write(
                    file,
                    out -> {
                      out.write("half of the new".getBytes(StandardCharsets.UTF_8));
                      out.flush();
                      throw new IOException("No space left on device");
                    }));
    assertEquals(
        "cannot write " + file + ": No space left on device; what was there before is untouched",
        e.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("model.safetensors"), names());
  }

  @Test
  void pipesAreNotReplaced() throws Exception {
    Path pipe = folder.resolve("pipe");
    Assumptions.assumeTrue(made(pipe), "there is no mkfifo");
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, pipe);
    for (Path path : List.of(pipe, link)) {
      UserError e = assertThrows(UserError.class, () -> AtomicFiles.writeString(path, "new"));
      assertEquals(
          "cannot write "
              + path
              + ": it is a device or a pipe, and only a file can be replaced; what was there before"
              + " is untouched",
          e.getMessage());
    }
    assertTrue(Files.readAttributes(pipe, BasicFileAttributes.class).isOther());
    assertEquals(List.of("link", "pipe"), names());
  }

  private static boolean made(Path pipe) throws InterruptedException {
    try {
      return new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void failureOfTheContentPassesThroughAndLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFiles.writeString(file, "old");
    RuntimeException thrown = new IllegalStateException("content");
    RuntimeException caught =
        assertThrows(
            IllegalStateException.class,
            () ->
                AtomicFiles.write(
                    file,
                    out -> {
                      out.write(1);
                      throw thrown;
                    }));
    assertSame(thrown, caught);
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void missingFolderIsNamed() {
    Path file = folder.resolve("none").resolve("a.txt");
    UserError e = assertThrows(UserError.class, () -> AtomicFiles.writeString(file, "x"));
    assertTrue(e.getMessage().startsWith("cannot write " + file + ": the folder "), e.getMessage());
    assertTrue(e.getMessage().contains("none does not exist"), e.getMessage());
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "x");
    Path file = plain.resolve("a.txt");
    UserError e = assertThrows(UserError.class, () -> AtomicFiles.writeString(file, "x"));
    assertTrue(e.getMessage().startsWith("cannot write " + file + ": "), e.getMessage());
    assertEquals("x", Files.readString(plain));
  }

  @Test
  void aFolderIsNotReplaced() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("runs"));
    UserError e = assertThrows(UserError.class, () -> AtomicFiles.writeString(inner, "x"));
    assertTrue(e.getMessage().contains("it is a folder"), e.getMessage());
    assertEquals(List.of("runs"), names());
  }

  @Test
  void unwritableFolderIsNamed() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("locked"));
    boolean locked = inner.toFile().setWritable(false) && !Files.isWritable(inner);
    Assumptions.assumeTrue(locked, "this user may write everywhere");
    try {
      Path file = inner.resolve("a.txt");
      UserError e = assertThrows(UserError.class, () -> AtomicFiles.writeString(file, "x"));
      assertTrue(e.getMessage().contains(file + ": permission is denied"), e.getMessage());
    } finally {
      assertTrue(inner.toFile().setWritable(true));
    }
  }

  @Test
  void symbolicLinksAreFollowed() throws IOException {
    Path real = Files.writeString(folder.resolve("real"), "old");
    Path link = folder.resolve("link");
    try {
      Files.createSymbolicLink(link, real);
    } catch (IOException | UnsupportedOperationException e) {
      Assumptions.abort("no symbolic links here: " + e);
    }
    AtomicFiles.writeString(link, "new");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(real));
  }

  @Test
  void anInterruptedThreadStillWrites() throws IOException {
    Path file = folder.resolve("a.txt");
    Thread.currentThread().interrupt();
    try {
      AtomicFiles.writeString(file, "saved on Ctrl-C");
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertEquals("saved on Ctrl-C", Files.readString(file));
  }
}
