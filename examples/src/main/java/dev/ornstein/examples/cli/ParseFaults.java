package dev.ornstein.examples.cli;

import java.util.List;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One sentence for each way in which a command line can be wrong. */
final class ParseFaults {
  private ParseFaults() {}

  static String sentence(ParameterException e) {
    String command = e.getCommandLine().getCommandName();
    if (e instanceof UnmatchedArgumentException) {
      return unmatched((UnmatchedArgumentException) e, command);
    }
    if (e instanceof MissingParameterException) {
      return missing((MissingParameterException) e, command);
    }
    ArgSpec argument = e.getArgSpec();
    if (e instanceof OverwrittenOptionException) {
      String option = name(((OverwrittenOptionException) e).getOverwritten());
      return option + " is given twice; give it once";
    }
    if (argument != null && e.getCause() instanceof TypeConversionException) {
      return name(argument) + " " + e.getCause().getMessage();
    }
    return firstLine(e.getMessage()) + "; " + help(command) + " explains all options";
  }

  private static String unmatched(UnmatchedArgumentException e, String command) {
    String first = e.getUnmatched().get(0);
    if (!e.isUnknownOption()) {
      return command
          + " has no use for \""
          + first
          + "\"; "
          + help(command)
          + " shows what it takes";
    }
    List<String> similar = e.getSuggestions();
    String hint =
        similar.isEmpty()
            ? help(command) + " lists all"
            : "did you mean " + similar.get(0) + "? (" + help(command) + " lists all)";
    return command + " has no option " + first.split("=", 2)[0] + "; " + hint;
  }

  private static String missing(MissingParameterException e, String command) {
    List<ArgSpec> missing = e.getMissing();
    ArgSpec argument = missing.isEmpty() ? e.getArgSpec() : missing.get(0);
    if (argument == null) {
      return firstLine(e.getMessage());
    }
    boolean named = argument instanceof OptionSpec;
    boolean bareName = named && e.getMessage().contains("parameter");
    if (bareName) {
      return name(argument) + " needs a value: " + name(argument) + " " + argument.paramLabel();
    }
    String wanted = named ? name(argument) + " " + argument.paramLabel() : argument.paramLabel();
    return command + " needs " + wanted + "; " + help(command) + " explains it";
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec
        ? ((OptionSpec) argument).longestName()
        : argument.paramLabel();
  }

  private static String help(String command) {
    return "./ornstein " + command + " --help";
  }

  private static String firstLine(String text) {
    return text == null ? "the command line is wrong" : text.lines().findFirst().orElse("");
  }
}
