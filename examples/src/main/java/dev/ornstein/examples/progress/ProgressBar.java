package dev.ornstein.examples.progress;

import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a piece of work is. On a terminal one line that changes, at most ten times a second:
 *
 * <pre>training  38% [███░░░░░] step 412/1080, loss 0.0421, 198 images/s, 6:12 left</pre>
 *
 * and elsewhere a line every few seconds, for log files.
 */
public final class ProgressBar {
  private static final long TERMINAL_NANOS = 100_000_000L;
  private static final long PLAIN_NANOS = 5_000_000_000L;

  /** The widest line that no usual terminal wraps; a wrapped line could not be overwritten. */
  private static final int COLUMNS = 79;

  private static final int MIN_CELLS = 4;
  private static final int MAX_CELLS = 24;

  private final Console console;
  private final String work;
  private final LongSupplier nanos;
  private final String full;
  private final String empty;
  private long shownAt;
  private boolean shown;

  /**
   * @param console where to show it
   * @param work what is being done, such as {@code training}
   */
  public ProgressBar(Console console, String work) {
    this(console, work, System::nanoTime);
  }

  /** With a clock of its own, for tests. */
  ProgressBar(Console console, String work, LongSupplier nanos) {
    this.console = console;
    this.work = work;
    this.nanos = nanos;
    boolean blocks = console.canShow("█░");
    this.full = blocks ? "█" : "#";
    this.empty = blocks ? "░" : ".";
  }

  /**
   * Shows how far the work is, unless it was shown a moment ago.
   *
   * @param share of the work that is done, 0 … 1
   * @param details such as {@code step 412/1080, loss 0.0421}
   * @param secondsLeft an estimate, NaN when there is none
   */
  public void show(double share, String details, double secondsLeft) {
    long now = nanos.getAsLong();
    long pause = console.terminal() ? TERMINAL_NANOS : PLAIN_NANOS;
    if (shown && now - shownAt < pause) {
      return;
    }
    shown = true;
    shownAt = now;
    double done = Double.isNaN(share) ? 0 : Math.max(0, Math.min(1, share));
    String percent = String.format(Locale.ROOT, "%3d%%", (int) Math.floor(100 * done));
    String head = work + " " + percent;
    boolean known = Double.isFinite(secondsLeft);
    String tail = details + (known ? ", " + TimeText.clock(secondsLeft) + " left" : "");
    if (!console.terminal()) {
      console.say(head + ", " + tail);
      return;
    }
    int room = COLUMNS - head.length() - tail.length() - " [] ".length();
    int cells = Math.max(MIN_CELLS, Math.min(MAX_CELLS, room));
    int filled = (int) Math.round(cells * done);
    String line = head + " [" + full.repeat(filled) + empty.repeat(cells - filled) + "] " + tail;
    console.overwrite(line.length() > COLUMNS ? line.substring(0, COLUMNS) : line);
  }

  /** Ends the line that changes; the last state stays visible. */
  public void finish() {
    console.keepLine();
    shown = false;
  }
}
