package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.cli.Launcher;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Runs command lines within this process, as {@code ./ornstein} would. */
final class Shell {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** What a command line led to. */
  record Result(int status, String out, String err) {
    /** The lines of the error stream, but for the one about the kernels of this JVM. */
    List<String> faults() {
      return err.lines()
          .filter(line -> !line.contains("Using scalar kernels"))
          .filter(line -> !line.startsWith("WARNING: java.io.tmpdir")) // newer JVMs, on their own
          .toList();
    }

    /** This result, whose status is the one wanted. */
    Result expect(int wanted) {
      assertEquals(wanted, status, () -> "status; out:\n" + out + "\nerr:\n" + err);
      return this;
    }

    /** The one sentence by which this result refuses what it was given. */
    String refusal() {
      expect(ExitStatus.USER);
      assertEquals(1, faults().size(), err);
      return faults().get(0);
    }
  }

  private Launcher launcher() {
    return new Launcher(new PrintWriter(out, true), new PrintWriter(err, true), false);
  }

  private Result result(int status) {
    return new Result(status, out.toString(), err.toString());
  }

  /** Runs {@code ./ornstein ARGS}. */
  static Result ornstein(Object... args) {
    Shell shell = new Shell();
    return shell.result(Ornstein.run(shell.launcher(), words(args)));
  }

  /** Runs one example. */
  static Result run(Example example, Object... args) {
    Shell shell = new Shell();
    return shell.result(shell.launcher().run(example, words(args)));
  }

  /** Words, paths and whole groups of options in one array. */
  static String[] words(Object... args) {
    return Arrays.stream(args)
        .flatMap(a -> a instanceof String[] ? Arrays.stream((String[]) a) : Stream.of(a))
        .map(String::valueOf)
        .toArray(String[]::new);
  }
}
