package dev.ornstein.tensor.kernel.opencl;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for the system's OpenCL loader as a file, before anything of JOCL is touched: JOCL writes
 * to the standard output, and cannot be used again in this JVM, when it does not find one.
 */
final class OpenClLoader {
  private static final List<String> LINUX_FOLDERS =
      List.of(
          "/usr/lib/x86_64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu",
          "/usr/lib64",
          "/usr/lib",
          "/lib64",
          "/lib",
          "/usr/local/lib",
          "/usr/local/cuda/lib64",
          "/opt/rocm/lib");

  private OpenClLoader() {}

  /** The loader, if this system has one. */
  static Optional<Path> find() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("mac")) {
      // The system's libraries are in a cache and not in the file system: the folder is there.
      return first(Set.of("/System/Library/Frameworks"), "OpenCL.framework");
    }
    if (system.startsWith("windows")) {
      String root = System.getenv().getOrDefault("SystemRoot", "C:\\Windows");
      return first(Set.of(root + "\\System32"), "OpenCL.dll");
    }
    return first(linuxFolders(), "libOpenCL.so.1");
  }

  private static Optional<Path> first(Set<String> folders, String name) {
    return folders.stream().map(f -> Path.of(f, name)).filter(Files::exists).findFirst();
  }

  private static Set<String> linuxFolders() {
    Set<String> folders = new LinkedHashSet<>();
    folders.addAll(List.of(System.getenv().getOrDefault("LD_LIBRARY_PATH", "").split(":")));
    folders.addAll(List.of(System.getProperty("java.library.path", "").split(":")));
    folders.addAll(configured(Path.of("/etc/ld.so.conf.d")));
    folders.addAll(LINUX_FOLDERS);
    folders.remove("");
    return folders;
  }

  /** Folders that the dynamic linker's configuration adds. */
  private static List<String> configured(Path folder) {
    List<String> out = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.conf")) {
      for (Path file : files) {
        Files.readAllLines(file).stream().filter(line -> line.startsWith("/")).forEach(out::add);
      }
    } catch (IOException e) {
      return out; // no such configuration: the usual folders remain
    }
    return out;
  }
}
