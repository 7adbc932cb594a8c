package dev.ornstein.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineProtocolTest {
  private int opened;
  private int called;
  private int closed;

  /** Knows {@code sleep/MILLISECONDS} and {@code fail/1}. */
  private Work open(WorkName name) {
    if (!List.of("sleep", "fail").contains(name.family())) {
      return null;
    }
    opened++;
    return new Work() {
      @Override
      public void call() {
        if (name.family().equals("fail")) {
          throw new IllegalStateException("two\nlines");
        }
        called++;
        try {
          Thread.sleep(name.number());
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }

      @Override
      public void close() {
        closed++;
      }
    };
  }

  private List<String> answers(String... lines) throws IOException {
    return answers(0, lines);
  }

  private List<String> answers(long calls, String... lines) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] in = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    new LineProtocol(this::open, "a test", 0, calls)
        .serve(new ByteArrayInputStream(in), new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void oneLineForEachLine() throws IOException {
    List<String> a = answers("about", "other/1", "fail/1", "nonsense", "sleep/1", "gflop sleep/1");
    assertEquals("a test", a.get(0));
    assertEquals("unsupported", a.get(1));
    assertEquals("error java.lang.IllegalStateException: two lines", a.get(2));
    assertTrue(a.get(3).startsWith("error ") && a.get(3).contains("\"nonsense\""), a.get(3));
    assertTrue(Double.parseDouble(a.get(4)) > 0, a.get(4));
    assertEquals("0.0", a.get(5));
    assertEquals(6, a.size());
  }

  @Test
  void warmsUpUntilThereWereSoManyCalls() throws IOException {
    // A call is longer than a sample, which therefore is one call.
    answers(0, "sleep/400");
    assertEquals(2, called);
    answers(3, "sleep/400");
    assertEquals(2 + 4, called);
  }

  @Test
  void keepsAWorkWhileItsNameIsRepeated() throws IOException {
    answers("sleep/1", "sleep/1", "sleep/2");
    assertEquals(2, opened);
    assertEquals(2, closed);
  }
}
