package dev.ornstein.benchmarks.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkTest {
  /** PyTorch's side asserts its own numbers against those that stand in its script. */
  @ParameterizedTest
  @EnumSource(Network.class)
  void hasAsManyParametersAsPyTorchs(Network network) throws IOException {
    String script = Files.readString(Path.of("peers", "networks.py"));
    Matcher number =
        Pattern.compile("(?m)^" + network + "_PARAMETERS = ([0-9_]+)$").matcher(script);
    assertTrue(number.find(), "no number of parameters of " + network);
    try (Engine engine = Engine.create("scalar", 1, line -> {})) {
      long theirs = Long.parseLong(number.group(1).replace("_", ""));
      assertEquals(theirs, network.make(engine).parameterCount());
    }
  }
}
