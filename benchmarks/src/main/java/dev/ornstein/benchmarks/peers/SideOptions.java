package dev.ornstein.benchmarks.peers;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The command line of a side.
 *
 * @param threads that compute
 * @param warmUp seconds before a new work is timed
 * @param calls how often it is called before that at least, if {@link LineProtocol#PATIENCE} allows
 * @param kernels of our side
 */
public record SideOptions(int threads, double warmUp, long calls, String kernels) {
  private static final Set<String> KNOWN = Set.of("--threads", "--warmup", "--calls", "--kernels");

  /**
   * Reads {@code --threads N}, {@code --warmup SECONDS}, {@code --calls N} and {@code --kernels
   * NAME}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static SideOptions parse(String[] args) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (!KNOWN.contains(args[i]) || i + 1 == args.length) {
        throw new IllegalArgumentException(
            "--threads N, --warmup SECONDS, --calls N and --kernels NAME are known; got "
                + args[i]);
      }
      given.put(args[i], args[i + 1]);
    }
    return new SideOptions(
        Integer.parseInt(given.getOrDefault("--threads", "2")),
        Double.parseDouble(given.getOrDefault("--warmup", "5")),
        Long.parseLong(given.getOrDefault("--calls", "0")),
        given.getOrDefault("--kernels", "vector"));
  }
}
