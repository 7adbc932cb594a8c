package dev.ornstein.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/equations.md} true: every method and test that it names exists. */
class EquationsTableTest {
  private static final Path PAGE = Path.of("..", "docs", "equations.md");
  private static final int COLUMNS = 5;
  private static final int METHOD = 2;
  private static final int TEST = 3;

  /** A member of an outermost class stands two spaces in: modifiers and type, up to its name. */
  private static final String DECLARATION = "(?m)^ {2}(?! )[\\w<>\\[\\],.? ]+ ";

  private static final Pattern TEST_ANNOTATION =
      Pattern.compile("(?m)^ {2}@(Test|ParameterizedTest)\\b");
  private static final Pattern NAME = Pattern.compile("`([\\w.]+)#(\\w+)`");

  /** The rows of all tables of a page, without their heads. */
  private static List<String[]> rows(List<String> lines) {
    List<String[]> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      boolean head = i + 1 < lines.size() && lines.get(i + 1).startsWith("|---");
      if (lines.get(i).startsWith("|") && !lines.get(i).startsWith("|---") && !head) {
        String row = lines.get(i);
        rows.add(row.substring(1, row.lastIndexOf('|')).split("\\|", -1));
      }
    }
    return rows;
  }

  /** A method found in the sources of any module, and whether it is a test. */
  private record Found(String name, boolean isTest) {}

  /** The methods that a cell names. */
  private static List<Found> methods(String cell) throws IOException {
    List<Found> methods = new ArrayList<>();
    Matcher name = NAME.matcher(cell);
    while (name.find()) {
      methods.add(found(name.group(1), name.group(2)));
    }
    return methods;
  }

  /** By source, not by reflection: this module sees no class of those that depend on it. */
  private static Found found(String type, String method) throws IOException {
    String source = Files.readString(sourceOf(type));
    Matcher declared = Pattern.compile(DECLARATION + method + "\\(").matcher(source);
    assertTrue(declared.find(), type + " has no method " + method);
    String above = source.substring(0, declared.start());
    String annotations = above.substring(above.lastIndexOf("\n\n") + 1);
    return new Found(type + "#" + method, TEST_ANNOTATION.matcher(annotations).find());
  }

  private static Path sourceOf(String type) throws IOException {
    String file = "dev/ornstein/" + type.replace('.', '/') + ".java";
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(Path.of(".."))) {
      for (Path module : modules) {
        for (String kind : List.of("main", "test")) {
          Path source = module.resolve(Path.of("src", kind, "java")).resolve(file);
          if (Files.exists(source)) {
            return source;
          }
        }
      }
    }
    throw new AssertionError("no module has a class " + type);
  }

  @Test
  void everyRowNamesWhatExists() throws IOException {
    List<String[]> rows = rows(Files.readAllLines(PAGE));
    assertTrue(rows.size() >= 20, "only " + rows.size() + " rows were found in " + PAGE);
    for (String[] row : rows) {
      String equation = row[0].trim();
      assertEquals(COLUMNS, row.length, "columns of the row \"" + equation + "\"");
      List<Found> computes = methods(row[METHOD]);
      List<Found> proves = methods(row[TEST]);
      assertFalse(computes.isEmpty(), "no method computes " + equation);
      assertFalse(proves.isEmpty(), "no test proves " + equation);
      for (Found method : computes) {
        assertFalse(method.isTest(), method.name() + " is a test, in the column of methods");
      }
      for (Found method : proves) {
        assertTrue(method.isTest(), method.name() + " is not a test");
      }
    }
  }

  @Test
  void aNameThatDoesNotExistIsNoticed() throws IOException {
    for (String nothing : List.of("Nothing#F", "ForwardProcess#nothing", "Transition#return")) {
      assertThrows(AssertionError.class, () -> methods("`diffusion.process." + nothing + "`"));
    }
    Found method = methods("`diffusion.process.ForwardProcess#G2`").get(0);
    assertFalse(method.isTest(), method.name());
    Found test = methods("`diffusion.EquationsTableTest#aNameThatDoesNotExistIsNoticed`").get(0);
    assertTrue(test.isTest(), test.name());
  }
}
