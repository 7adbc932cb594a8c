package dev.ornstein.examples.cli;

import dev.ornstein.examples.progress.Console;
import dev.ornstein.tensor.ArrayLimitException;
import dev.ornstein.tensor.UserError;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Runs an example: reads its options, and turns whatever ends it into an exit status. What a user
 * can mend is told in one sentence without a stack trace.
 */
public final class Launcher {
  private static final int HELP_COLUMNS = 100;
  private static final String TEXTS = Launcher.class.getPackageName() + ".options";

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean terminal;

  /**
   * @param out for what is asked for
   * @param err for warnings and faults
   * @param terminal whether lines of {@code out} can be overwritten
   */
  public Launcher(PrintWriter out, PrintWriter err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** With the streams of this process; and pictures are drawn without a display from now on. */
  public static Launcher ofProcess() {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    return new Launcher(
        new PrintWriter(System.out, true), new PrintWriter(System.err, true), Console.isTerminal());
  }

  /** A console over this launcher's streams. */
  Console console(boolean quiet) {
    return new Console(out, err, terminal, quiet);
  }

  /** Where messages go before an example is chosen. */
  public Console console() {
    return console(false);
  }

  /**
   * Runs an example.
   *
   * @param example a new one
   * @param args its options
   * @return the exit status
   */
  public int run(Example example, String... args) {
    example.attach(this);
    CommandLine line = commandLine(example);
    line.setOut(out);
    line.setErr(err);
    line.setParameterExceptionHandler((e, given) -> refuse(e, given));
    line.setExecutionExceptionHandler((e, cmd, parsed) -> explain(e, example.debug()));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      return explain(e, example.debug());
    }
  }

  /** An example's options and help. */
  public static CommandLine commandLine(Example example) {
    CommandLine line = new CommandLine(example);
    line.setExpandAtFiles(false);
    line.setResourceBundle(ResourceBundle.getBundle(TEXTS, Locale.ROOT));
    line.setUsageHelpWidth(HELP_COLUMNS);
    line.getCommandSpec().usageMessage().synopsisHeading("Usage: ./ornstein ");
    line.setUnmatchedOptionsArePositionalParams(false);
    return line;
  }

  /** What an example does, in one line. */
  public static String summary(Example example) {
    return String.join(" ", commandLine(example).getCommandSpec().usageMessage().description());
  }

  private int refuse(ParameterException e, String[] args) {
    console().warn(ParseFaults.sentence(e));
    trace(e, Arrays.asList(args).contains("--debug"));
    return ExitStatus.USER;
  }

  private int explain(Throwable e, boolean debug) {
    Optional<String> sentence = forUser(e);
    console().warn(sentence.orElse("a fault of Ornstein, not yours: " + e));
    trace(e, debug || sentence.isEmpty());
    return sentence.isPresent() ? ExitStatus.USER : ExitStatus.FAULT;
  }

  /** What a user is told who can mend it; empty for a fault of the program. */
  private static Optional<String> forUser(Throwable e) {
    if (e instanceof UserError) {
      return Optional.of(e.getMessage());
    }
    if (e instanceof OutOfMemoryError) {
      long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
      return Optional.of(
          "the memory is too small: Java may use "
              + mebibytes
              + " MiB; give it more with"
              + " ORNSTEIN_JAVA_OPTS=-Xmx8g, or take a smaller --batch-size or --width");
    }
    boolean tooLarge =
        Stream.iterate(e, Objects::nonNull, Throwable::getCause)
            .anyMatch(ArrayLimitException.class::isInstance);
    return tooLarge
        ? Optional.of(e.getMessage() + "; take a smaller --batch-size or --width")
        : Optional.empty();
  }

  private void trace(Throwable e, boolean wanted) {
    if (wanted) {
      e.printStackTrace(err);
    }
  }
}
