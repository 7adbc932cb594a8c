package dev.ornstein.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Fork;

class MeasuredTest {
  @Test
  void measuredProgramsHaveTheOptionsOfTheLauncher() throws IOException {
    Stream<String> ofLauncher =
        Files.readAllLines(Path.of("../examples/java.options")).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"));
    List<String> expected =
        Stream.concat(Stream.of("--add-modules", "jdk.incubator.vector"), ofLauncher)
            .collect(Collectors.toList());
    assertEquals(expected, List.of(Measured.class.getAnnotation(Fork.class).jvmArgsAppend()));
  }
}
