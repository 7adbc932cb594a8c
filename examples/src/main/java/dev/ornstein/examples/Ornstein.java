package dev.ornstein.examples;

import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.session.Environments;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Runs the example whose name comes first on the command line. Without one it lists them. */
public final class Ornstein {
  private static final Map<String, Supplier<Example>> EXAMPLES = examples();

  private Ornstein() {}

  private static Map<String, Supplier<Example>> examples() {
    Map<String, Supplier<Example>> byName = new LinkedHashMap<>();
    byName.put("scalar", Scalar::new);
    byName.put("diagonal", Diagonal::new);
    byName.put("fourier", Fourier::new);
    byName.put("fourier-unconditional", FourierUnconditional::new);
    byName.put("classifier-guided", ClassifierGuided::new);
    byName.put("sample", Sample::new);
    byName.put("restore", Restore::new);
    byName.put("score", Score::new);
    byName.put("evaluate", Evaluate::new);
    byName.put("likelihood", Likelihood::new);
    byName.put("info", Info::new);
    byName.put("tune", Tune::new);
    return byName;
  }

  /** Ends the process with the status of the example. */
  public static void main(String[] args) {
    System.exit(run(Launcher.ofProcess(), args));
  }

  static int run(Launcher launcher, String... args) {
    String first = args.length == 0 ? "--help" : args[0];
    Console console = launcher.console();
    switch (first) {
      case "--help":
      case "-h":
      case "help":
        list(console);
        return ExitStatus.DONE;
      case "--version":
        console.say("Ornstein " + Environments.version());
        return ExitStatus.DONE;
      default:
        Supplier<Example> example = EXAMPLES.get(first);
        if (example == null) {
          console.warn(
              "there is no example \""
                  + first
                  + "\"; there are "
                  + String.join(", ", EXAMPLES.keySet()));
          return ExitStatus.USER;
        }
        return launcher.run(example.get(), Arrays.copyOfRange(args, 1, args.length));
    }
  }

  /** The names of all examples. */
  static Set<String> names() {
    return EXAMPLES.keySet();
  }

  /** A new example of a name that is known. */
  static Example example(String name) {
    return EXAMPLES.get(name).get();
  }

  private static void list(Console console) {
    console.say("Ornstein trains and samples diffusion models on the CPU, in Java.");
    console.say("");
    EXAMPLES.forEach(
        (name, example) ->
            console.say(String.format("  %-22s %s", name, Launcher.summary(example.get()))));
    console.say("");
    console.say("./ornstein EXAMPLE --help explains every option.");
  }
}
