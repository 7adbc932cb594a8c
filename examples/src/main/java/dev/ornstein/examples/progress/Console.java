package dev.ornstein.examples.progress;

import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.nio.charset.Charset;

/**
 * Where messages go. On a terminal the last line may be provisional: the next message, or the next
 * provisional line, takes its place. One thread writes progress; messages may come from any.
 */
public final class Console {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean terminal;
  private final boolean quiet;
  private int provisional;

  /**
   * @param out for messages
   * @param err for warnings and faults
   * @param terminal whether lines written to {@code out} can be overwritten
   * @param quiet whether to suppress messages and progress, but not warnings
   */
  public Console(PrintWriter out, PrintWriter err, boolean terminal, boolean quiet) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.quiet = quiet;
  }

  /** Whether lines can be overwritten here. */
  public boolean terminal() {
    return terminal;
  }

  /** Whether messages and progress are suppressed. */
  public boolean quiet() {
    return quiet;
  }

  /** Writes a message, unless quiet. */
  public synchronized void say(String message) {
    if (!quiet) {
      erase();
      out.println(message);
    }
  }

  /** Writes something that must be known even when quiet, to the error stream. */
  public synchronized void warn(String message) {
    erase();
    err.println("ornstein: " + message);
  }

  /** Puts a provisional line in place of the last one; nothing when quiet or not a terminal. */
  synchronized void overwrite(String line) {
    if (quiet || !terminal) {
      return;
    }
    int length = line.codePointCount(0, line.length());
    String rest = " ".repeat(Math.max(0, provisional - length));
    out.print("\r" + line + rest);
    out.flush();
    provisional = length;
  }

  /** Lets the provisional line stand. */
  synchronized void keepLine() {
    if (provisional > 0) {
      out.println();
      provisional = 0;
    }
  }

  /** Whether {@code text} survives the encoding of standard output. */
  boolean canShow(String text) {
    String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding"));
    try {
      return name != null && Charset.forName(name).newEncoder().canEncode(text);
    } catch (IllegalArgumentException e) { // an encoding that this Java does not know
      return false;
    }
  }

  private void erase() {
    if (provisional > 0) {
      out.print("\r" + " ".repeat(provisional) + "\r");
      out.flush();
      provisional = 0;
    }
  }

  /**
   * Whether this process writes to a terminal whose lines can be overwritten. From Java 22 on there
   * is a console even without a terminal, and it can be asked.
   */
  public static boolean isTerminal() {
    java.io.Console console = System.console();
    if (console == null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      Method isTerminal = java.io.Console.class.getMethod("isTerminal");
      return (Boolean) isTerminal.invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
