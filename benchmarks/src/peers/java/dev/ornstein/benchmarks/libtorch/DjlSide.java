package dev.ornstein.benchmarks.libtorch;

import dev.ornstein.benchmarks.peers.LineProtocol;
import dev.ornstein.benchmarks.peers.SideOptions;
import java.io.IOException;
import java.io.PrintStream;

/**
 * libtorch's side of the comparison; speaks the {@link LineProtocol}. Options: see {@link
 * SideOptions}.
 */
public final class DjlSide {
  private DjlSide() {}

  /** Serves standard input. */
  public static void main(String[] args) throws IOException {
    SideOptions options = SideOptions.parse(args);
    PrintStream answers = System.out;
    System.setOut(System.err); // answers have standard output for themselves
    String about;
    try (Libtorch torch = new Libtorch(options.threads())) {
      about = "libtorch " + torch.version() + " (DJL), " + options.threads() + " threads";
    }
    new LineProtocol(new DjlWorks(options.threads()), about, options.warmUp(), options.calls())
        .serve(System.in, answers);
  }
}
