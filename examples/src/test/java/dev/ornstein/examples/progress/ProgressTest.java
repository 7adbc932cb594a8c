package dev.ornstein.examples.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long MILLI = 1_000_000L;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final AtomicLong clock = new AtomicLong();

  private Console console(boolean terminal, boolean quiet) {
    return new Console(new PrintWriter(out), new PrintWriter(err), terminal, quiet);
  }

  private ProgressBar bar(Console console) {
    return new ProgressBar(console, "training", clock::get);
  }

  @Test
  void terminalLineIsRewrittenAtMostTenTimesASecond() {
    ProgressBar bar = bar(console(true, false));
    for (int i = 0; i <= 1000; i++) {
      clock.set(i * MILLI);
      bar.show(i / 1000.0, "step " + i, 1 - i / 1000.0);
    }
    bar.finish();
    assertEquals(11, out.toString().chars().filter(c -> c == '\r').count());
    assertEquals(1, out.toString().chars().filter(c -> c == '\n').count(), "one line stands");
    assertTrue(out.toString().contains("100%"), out.toString());
  }

  @Test
  void terminalLineFitsAndCoversTheOneBefore() {
    ProgressBar bar = bar(console(true, false));
    bar.show(0.5, "a very long text ".repeat(9), 3);
    clock.addAndGet(500 * MILLI);
    bar.show(0.6, "short", 2);
    String[] lines = out.toString().split("\r");
    assertEquals(79, lines[1].length());
    assertEquals(79, lines[2].length(), "the rest of the longer line is wiped out");
    assertTrue(lines[2].contains(" 60% ["), lines[2]);
  }

  @Test
  void elsewhereThereIsALineEveryFewSeconds() {
    ProgressBar bar = bar(console(false, false));
    for (int i = 0; i < 100; i++) {
      clock.set(i * 100 * MILLI);
      bar.show(i / 100.0, "step " + i, Double.NaN);
    }
    assertEquals("training   0%, step 0\ntraining  50%, step 50\n", unix(out));
  }

  @Test
  void quietSuppressesAllButWarnings() {
    Console console = console(true, true);
    bar(console).show(0.5, "step", 1);
    console.say("a message");
    console.warn("a warning");
    assertEquals("", out.toString());
    assertEquals("ornstein: a warning\n", unix(err));
  }

  @Test
  void messagesTakeThePlaceOfTheProvisionalLine() {
    Console console = console(true, false);
    bar(console).show(0.5, "step", 1);
    int length = out.toString().length() - 1;
    console.say("hello");
    assertTrue(unix(out).endsWith("\r" + " ".repeat(length) + "\rhello\n"), out.toString());
  }

  @Test
  void timesReadAsPeopleWriteThem() {
    assertEquals("0:07", TimeText.clock(7.2));
    assertEquals("12:30", TimeText.clock(750));
    assertEquals("1:02:03", TimeText.clock(3723));
    assertEquals("0.8 s", TimeText.words(0.84));
    assertEquals("10 s", TimeText.words(9.96));
    assertEquals("1 min", TimeText.words(59.7));
    assertEquals("10 min 5 s", TimeText.words(605));
    assertEquals("2 h 3 min", TimeText.words(7380));
    assertEquals("1 h", TimeText.words(3590 + 10));
  }

  private static String unix(StringWriter text) {
    return text.toString().replace(System.lineSeparator(), "\n");
  }
}
