package dev.ornstein.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads the name of a work per line. For each it times one sample (as many calls as fill 0.3 s, at
 * least one, after a warm-up when the name is not that of the line before) and prints the seconds
 * per call as one line, or {@code unsupported}, or {@code error} and what went wrong. {@code about}
 * prints what this is, {@code gflop} and a name the arithmetic of a call, where that is known. The
 * end of the input ends it.
 */
public final class LineProtocol {
  private static final double SAMPLE = 0.3;

  /** Seconds after which a warm-up does not wait for more calls. */
  static final double PATIENCE = 20;

  private static final String GFLOP = "gflop ";

  /** Makes the work of a name. */
  @FunctionalInterface
  public interface Works {
    /**
     * @return null when this side cannot do such work
     */
    Work open(WorkName name);

    /** 10⁹ floating-point operations of a call; 0 when nobody has counted. */
    default double gflop(WorkName name) {
      return 0;
    }
  }

  private final Works works;
  private final String about;
  private final double warmUp;
  private final long calls;
  private String current;
  private Work work;

  /**
   * @param works makes what is timed
   * @param about what this side is, in one line
   * @param warmUp seconds before a new work is timed
   * @param calls how often it is called before that at least, unless 20 s have passed by then. C2
   *     compiles what each call goes through when it was called some thousand times, and keeps a
   *     processor busy for a tenth of a second or two: a sample that meets it is a quarter slower
   */
  public LineProtocol(Works works, String about, double warmUp, long calls) {
    this.works = works;
    this.about = about;
    this.warmUp = warmUp;
    this.calls = calls;
  }

  /**
   * Answers until the input ends.
   *
   * @throws IOException when the input cannot be read
   */
  public void serve(InputStream in, PrintStream out) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    String line;
    while ((line = lines.readLine()) != null) {
      out.println(answer(line.strip()));
      out.flush();
    }
    close();
  }

  private String answer(String name) {
    if (name.equals("about")) {
      return about;
    }
    try {
      if (name.startsWith(GFLOP)) {
        return Double.toString(works.gflop(WorkName.parse(name.substring(GFLOP.length()))));
      }
      if (!name.equals(current)) {
        close();
        work = works.open(WorkName.parse(name));
        current = name;
        if (work != null) {
          repeat(warmUp, calls);
        }
      }
      return work == null ? "unsupported" : Double.toString(repeat(SAMPLE, 1));
    } catch (RuntimeException | OutOfMemoryError e) {
      close();
      return "error " + e.toString().replaceAll("\\s+", " ");
    }
  }

  /**
   * Calls until the time is filled, and once at least; until there were {@code least} calls, if
   * {@link #PATIENCE} allows. Seconds per call.
   */
  private double repeat(double seconds, long least) {
    long spent = 0;
    long calls = 0;
    while (calls == 0 || spent < seconds * 1e9 || calls < least && spent < PATIENCE * 1e9) {
      work.prepare();
      long begin = System.nanoTime();
      work.call();
      spent += System.nanoTime() - begin;
      calls++;
    }
    return spent * 1e-9 / calls;
  }

  private void close() {
    Work old = work;
    work = null;
    current = null;
    if (old != null) {
      old.close();
    }
  }
}
