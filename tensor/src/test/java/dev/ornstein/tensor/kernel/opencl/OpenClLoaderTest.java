package dev.ornstein.tensor.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the loader is looked for, on file systems made for it. */
class OpenClLoaderTest {
  private static final String LINUX_NAME = "libOpenCL.so.1";

  @TempDir Path root;

  private OpenClLoader linux(Map<String, String> environment, String libraryPath) {
    return new OpenClLoader("Linux", environment, libraryPath, root);
  }

  private Path file(String name) throws IOException {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, "");
  }

  @Test
  void thereIsNoneOnAnEmptySystem() {
    assertEquals(Optional.empty(), linux(Map.of(), "").find());
    assertEquals(Optional.empty(), new OpenClLoader("Mac OS X", Map.of(), "", root).find());
    Map<String, String> windows = Map.of("SystemRoot", root.toString());
    assertEquals(Optional.empty(), new OpenClLoader("Windows 11", windows, "", root).find());
  }

  @ParameterizedTest
  @ValueSource(strings = {"usr/lib/x86_64-linux-gnu", "usr/lib64", "lib", "opt/rocm/lib"})
  void linuxHasUsualFolders(String folder) throws IOException {
    Path loader = file(folder + "/" + LINUX_NAME);
    assertEquals(Optional.of(loader), linux(Map.of(), "").find());
  }

  /** The name without a number is for compilers, and comes with other packages. */
  @Test
  void aFileOfAnotherNameIsNone() throws IOException {
    file("usr/lib/libOpenCL.so");
    file("usr/lib/OpenCL.dll");
    assertEquals(Optional.empty(), linux(Map.of(), "").find());
  }

  @Test
  void foldersOfTheProcessComeBeforeTheUsualOnes() throws IOException {
    Path usual = file("usr/lib/" + LINUX_NAME);
    Path configured = file("vendor/lib/" + LINUX_NAME);
    Files.createDirectories(root.resolve("etc/ld.so.conf.d"));
    Files.writeString(
        root.resolve("etc/ld.so.conf.d/vendor.conf"),
        "# of the driver\n  " + configured.getParent() + "  \nrelative\n");
    Files.writeString(root.resolve("etc/ld.so.conf.d/note.txt"), usual.getParent().toString());
    Path own = file("own/" + LINUX_NAME);
    Path javas = file("javas/" + LINUX_NAME);
    assertEquals(Optional.of(configured), linux(Map.of(), "").find());
    String libraryPath = root.resolve("nothing") + ":" + javas.getParent();
    assertEquals(Optional.of(javas), linux(Map.of(), libraryPath).find());
    Map<String, String> environment = Map.of("LD_LIBRARY_PATH", ":" + own.getParent());
    assertEquals(Optional.of(own), linux(environment, libraryPath).find());
  }

  @Test
  void macHasAFramework() throws IOException {
    file("System/Library/Frameworks/OpenCL.framework/OpenCL");
    OpenClLoader mac = new OpenClLoader("Mac OS X", Map.of(), "", root);
    assertEquals(
        Optional.of(root.resolve("System/Library/Frameworks/OpenCL.framework")), mac.find());
    assertFalse(mac.isLinux());
  }

  @Test
  void windowsHasALibraryOfTheSystem() throws IOException {
    Path dll = file("System32/OpenCL.dll");
    OpenClLoader windows =
        new OpenClLoader("Windows 10", Map.of("SystemRoot", root.toString()), "", root);
    assertEquals(Optional.of(dll), windows.find());
    assertFalse(windows.isLinux());
    assertTrue(linux(Map.of(), "").isLinux());
  }
}
