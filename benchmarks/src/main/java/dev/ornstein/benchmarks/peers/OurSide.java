package dev.ornstein.benchmarks.peers;

import dev.ornstein.benchmarks.work.FmaLoop;
import java.io.IOException;
import java.io.PrintStream;

/**
 * This library's side of the comparison; speaks the {@link LineProtocol}. Options: see {@link
 * SideOptions}.
 */
public final class OurSide {
  private OurSide() {}

  /** Serves standard input. */
  public static void main(String[] args) throws IOException {
    SideOptions options = SideOptions.parse(args);
    PrintStream answers = System.out;
    System.setOut(System.err); // answers have standard output for themselves
    String about =
        "Ornstein ("
            + options.kernels()
            + " kernels, "
            + FmaLoop.description()
            + ") on JDK "
            + Runtime.version()
            + ", "
            + options.threads()
            + " threads";
    OurWorks works = new OurWorks(options.kernels(), options.threads());
    new LineProtocol(works, about, options.warmUp(), options.calls()).serve(System.in, answers);
  }
}
