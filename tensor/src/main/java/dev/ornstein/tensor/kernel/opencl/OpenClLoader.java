package dev.ornstein.tensor.kernel.opencl;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for the system's OpenCL loader as a file, before anything of JOCL is touched: JOCL writes
 * to the standard output, and cannot be used again in this JVM, when it does not find one.
 *
 * @param system name of the operating system, as in the property {@code os.name}
 * @param environment variables of the process
 * @param libraryPath folders of native libraries, as in the property {@code java.library.path}
 * @param root of the file system, below which the usual folders are
 */
record OpenClLoader(String system, Map<String, String> environment, String libraryPath, Path root) {
  private static final List<String> LINUX_FOLDERS =
      List.of(
          "usr/lib/x86_64-linux-gnu",
          "usr/lib/aarch64-linux-gnu",
          "usr/lib64",
          "usr/lib",
          "lib64",
          "lib",
          "usr/local/lib",
          "usr/local/cuda/lib64",
          "opt/rocm/lib");

  /** For the machine that this runs on. */
  static OpenClLoader ofThisMachine() {
    return new OpenClLoader(
        System.getProperty("os.name", ""),
        System.getenv(),
        System.getProperty("java.library.path", ""),
        Path.of("/"));
  }

  /** Whether libraries are found by the name that they call themselves once they are loaded. */
  boolean isLinux() {
    return !isMac() && !isWindows();
  }

  private boolean isMac() {
    return system.toLowerCase(Locale.ROOT).startsWith("mac");
  }

  private boolean isWindows() {
    return system.toLowerCase(Locale.ROOT).startsWith("windows");
  }

  /** The loader, if this system has one. */
  Optional<Path> find() {
    if (isMac()) {
      // The system's libraries are in a cache and not in the file system: the folder is there.
      return first(Set.of(root.resolve("System/Library/Frameworks")), "OpenCL.framework");
    }
    if (isWindows()) {
      String windows = environment.getOrDefault("SystemRoot", "C:\\Windows");
      return first(Set.of(Path.of(windows, "System32")), "OpenCL.dll");
    }
    return first(linuxFolders(), "libOpenCL.so.1");
  }

  private static Optional<Path> first(Set<Path> folders, String name) {
    return folders.stream().map(f -> f.resolve(name)).filter(Files::exists).findFirst();
  }

  private Set<Path> linuxFolders() {
    Set<Path> folders = new LinkedHashSet<>();
    addAll(folders, environment.getOrDefault("LD_LIBRARY_PATH", ""));
    addAll(folders, libraryPath);
    configured(root.resolve("etc/ld.so.conf.d")).forEach(line -> folders.add(Path.of(line)));
    LINUX_FOLDERS.forEach(name -> folders.add(root.resolve(name)));
    return folders;
  }

  private static void addAll(Set<Path> folders, String path) {
    for (String name : path.split(":")) {
      if (!name.isEmpty()) {
        folders.add(Path.of(name));
      }
    }
  }

  /** Folders that the dynamic linker's configuration adds. */
  private static List<String> configured(Path folder) {
    List<String> out = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.conf")) {
      for (Path file : files) {
        Files.readAllLines(file).stream()
            .map(String::strip)
            .filter(line -> line.startsWith("/"))
            .forEach(out::add);
      }
    } catch (IOException e) {
      return out; // no such configuration: the usual folders remain
    }
    return out;
  }
}
