package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.train.Preset;
import dev.ornstein.examples.train.Presets;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ResourceBundle;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** What the command line says, and what it refuses, each in one sentence. */
class CommandLineTest {
  @TempDir Path folder;

  @Test
  void withoutArgumentsTheExamplesAreListed() {
    Shell.Result result = Shell.ornstein().expect(ExitStatus.DONE);
    for (String name : Ornstein.names()) {
      long lines = result.out().lines().filter(l -> l.startsWith("  " + name + " ")).count();
      assertEquals(1, lines, name);
    }
    assertEquals("", result.err());
  }

  @ParameterizedTest
  @MethodSource("dev.ornstein.examples.Ornstein#names")
  void helpExplainsEveryOptionWithItsDefault(String name) {
    String help = Shell.ornstein(name, "--help").expect(ExitStatus.DONE).out();
    assertTrue(help.startsWith("Usage: ./ornstein " + name), help);
    CommandLine line = Launcher.commandLine(Ornstein.example(name));
    for (OptionSpec option : line.getCommandSpec().options()) {
      assertTrue(help.contains(option.longestName()), option.longestName());
      String description = String.join(" ", option.description());
      assertTrue(description.contains("(default: "), option.longestName() + ": " + description);
      assertFalse(description.contains("%"), option.longestName() + " has a format in its text");
    }
  }

  @Test
  void everyTextForAnOptionOfACommandIsShown() {
    ResourceBundle texts = ResourceBundle.getBundle("dev.ornstein.examples.cli.options");
    for (String key : texts.keySet()) {
      String[] names = key.split("\\.");
      CommandLine line = Launcher.commandLine(Ornstein.example(names[0]));
      String text = texts.getString(key);
      if (text.startsWith("${bundle:")) { // the same as another
        text = texts.getString(text.substring("${bundle:".length(), text.length() - 1));
      }
      assertEquals(text, description(line, "--" + names[1]), key);
    }
  }

  @Test
  void optionsOfTheContractAreThere() {
    CommandLine line = Launcher.commandLine(new Scalar());
    Stream.of(
            "data",
            "out",
            "budget",
            "epochs",
            "steps",
            "batch-size",
            "lr",
            "preset",
            "width",
            "seed",
            "threads",
            "kernels",
            "device",
            "resume",
            "samples",
            "sampler-steps",
            "quiet")
        .forEach(name -> assertTrue(line.getCommandSpec().findOption(name) != null, name));
  }

  @Test
  void defaultsInTheHelpAreThoseOfThePresets() {
    CommandLine line = Launcher.commandLine(new Scalar());
    Preset small = Presets.of("scalar", "small");
    Preset seed = Presets.of("scalar", "seed");
    assertDefaults(line, "--batch-size", small.training().batchSize(), seed.training().batchSize());
    assertDefaults(line, "--width", small.model().width(), seed.model().width());
    assertDefaults(line, "--sampler", small.sampling().sampler(), seed.sampling().sampler());
    assertDefaults(line, "--sampler-steps", small.sampling().steps(), seed.sampling().steps());
    assertDefaults(line, "--lr", "2e-3", "1e-3");
    assertEquals(2e-3f, small.training().lr());
    assertEquals(1e-3f, seed.training().lr());
    long minutes = small.training().length() / 60;
    assertTrue(description(line, "--budget").contains(minutes + "m with"));
    assertTrue(description(line, "--epochs").contains(seed.training().length() + " with"));
  }

  private static void assertDefaults(CommandLine line, String option, Object small, Object seed) {
    String description = description(line, option);
    String wanted = small + " with --preset small, " + seed + " with seed)";
    assertTrue(description.endsWith(wanted), option + ": " + description);
  }

  private static String description(CommandLine line, String option) {
    return String.join(" ", line.getCommandSpec().findOption(option).description());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scalar --budgt 5m | scalar has no option --budgt; did you mean --budget?",
        "scalar --nonsense=3 | scalar has no option --nonsense; ./ornstein scalar --help",
        "scalar extra | scalar has no use for \"extra\"",
        "scalar --steps | --steps needs a value: --steps N",
        "scalar --steps many | --steps takes a whole number of at least 1, got \"many\"",
        "scalar --steps 0 | --steps takes a whole number of at least 1, got \"0\"",
        "scalar --epochs -3 | --epochs takes a whole number of at least 1, got \"-3\"",
        "scalar --budget 10 | --budget takes a time such as 90s, 10m or 1h30m, got \"10\"",
        "scalar --budget 0s | --budget takes a time such as 90s, 10m or 1h30m, got \"0s\"",
        "scalar --budget 1m --steps 5 | --budget and --steps exclude each other",
        "scalar --steps 1 --steps 2 | --steps is given twice",
        "scalar --lr 0 | --lr takes a number above 0, such as 2e-3, got \"0\"",
        "scalar --lr NaN | --lr takes a number above 0",
        "scalar --batch-size 1.5 | --batch-size takes a whole number of at least 1",
        "scalar --seed x | --seed takes a whole number",
        "scalar --threads 0 | --threads takes a whole number of 1 … 1024, got \"0\"",
        "scalar --kernels fast | --kernels fast: kernels must be auto, scalar or vector",
        "scalar --kernels opencl:0 | --kernels takes auto, scalar or vector, got \"opencl:0\"; give"
            + " --device opencl:0",
        "scalar --device gpu | --device gpu: a device is cpu, opencl (the first GPU) or opencl:i, got",
        "scalar --device opencl:x | --device opencl:x: a device is cpu, opencl (the first GPU) or",
        "scalar --device opencl --kernels scalar | --device opencl: scalar kernels run on the cpu and",
        "info --kernels vector --device opencl:0 | --device opencl:0: vector kernels run on the cpu",
        "scalar --preset big | --preset takes small or seed, got \"big\"",
        "scalar --sampler magic | --sampler takes one of ddim, ancestral",
        "scalar --resume /nonexistent-ornstein | --resume /nonexistent-ornstein is not a folder",
        "sample | sample needs RUN",
        "sample /nonexistent-ornstein | sample /nonexistent-ornstein is not a folder",
        "score | score needs --weights FILE",
        "evaluate | evaluate needs RUN|FILE.npy|FOLDER",
        "evaluate /nonexistent-ornstein | /nonexistent-ornstein does not exist; give the folder",
        "restore | restore needs RUN",
        "likelihood | likelihood needs RUN",
        "likelihood /nonexistent-ornstein | likelihood /nonexistent-ornstein is not a folder",
        "likelihood x --tolerance 0 | --tolerance takes a number above 0",
        "scalar --sampler-steps 2147483647 | --sampler-steps takes a whole number of 1 … 1000000, got",
        "sample x --sampler-steps 1000001 | --sampler-steps takes a whole number of 1 … 1000000, got",
        "likelihood x --steps 1000001 | --steps takes a whole number of 1 … 1000000, got",
        "restore x --step-counts 1,1000001 | --step-counts takes a whole number of 1 … 1000000, got",
        "scalar --guidance -1 | --guidance takes a number of at least 0, got \"-1\"",
        "nothing | there is no example \"nothing\"; there are scalar, diagonal, fourier,"
            + " fourier-unconditional, classifier-guided, sample, restore, score, evaluate,"
            + " likelihood, info, tune",
        "tune --device cpu | tune needs --device opencl or opencl:i; the cpu has no tiles",
        "tune --device gpu | --device gpu: a device is cpu, opencl (the first GPU) or opencl:i, got",
        "tune --size 8 | --size takes a whole number of 16 … 8192, got \"8\"",
        "tune --kernels vector | tune needs --kernels auto, got \"vector\"",
      })
  void faultsAreToldInOneSentence(String line, String beginning) {
    Shell.Result result = Shell.ornstein((Object) line.strip().split(" "));
    String sentence = result.refusal();
    assertTrue(sentence.startsWith("ornstein: " + beginning), sentence);
    assertEquals("", result.out());
  }

  @Test
  void foldersThatCannotBeMadeAreFoundOutBeforeTraining() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    String refusal = Shell.ornstein("scalar", "--out", file.resolve("run")).refusal();
    assertTrue(refusal.contains("cannot be made"), refusal);
  }

  @Test
  void stackTracesAreForDebuggingOnly() {
    String[] wrong = Shell.words("scalar", "--data", folder.resolve("none"), "--out", folder);
    assertFalse(Shell.ornstein((Object) wrong).expect(ExitStatus.USER).err().contains("\tat "));
    Shell.Result traced = Shell.ornstein(wrong, "--debug").expect(ExitStatus.USER);
    assertTrue(traced.err().contains("\tat dev.ornstein"), traced.err());
    Shell.Result parsed = Shell.ornstein("scalar", "--debug", "--nonsense").expect(ExitStatus.USER);
    assertTrue(parsed.err().contains("\tat picocli"), parsed.err());
  }

  @Command(name = "large", description = "asks for more than an array holds")
  private static final class Large extends Example {
    @Override
    protected int run(Console console) {
      try {
        return Shape.of(70_000, 70_000).size();
      } catch (ShapeException e) {
        throw new IllegalStateException("conv: " + e.getMessage(), e);
      }
    }
  }

  @Test
  void whatNoArrayHoldsIsNoFaultOfTheProgram() {
    String refusal = Shell.run(new Large()).refusal();
    assertEquals(
        "ornstein: conv: (70000, 70000) has more elements than one array can hold (2^31); take a"
            + " smaller --batch-size or --width",
        refusal);
  }

  @Test
  void infoSaysWhatThereIs() {
    String info = Shell.ornstein("info", "--kernels", "scalar", "--threads", "1").expect(0).out();
    for (String name : List.of("Ornstein", "Java", "kernels", "why", "threads", "memory")) {
      assertTrue(info.contains(name), name + " in\n" + info);
    }
    assertTrue(info.contains("--kernels scalar asks for them"), info);
    assertTrue(info.lines().anyMatch(line -> line.startsWith("opencl")), info);
  }
}
