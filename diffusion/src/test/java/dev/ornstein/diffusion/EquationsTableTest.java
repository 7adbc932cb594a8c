package dev.ornstein.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Keeps {@code docs/equations.md} true: every method and test that it names exists. Modules above
 * this one cannot be loaded here; their names are looked up in their sources.
 */
class EquationsTableTest {
  private static final Path PAGE = Path.of("..", "docs", "equations.md");
  private static final int COLUMNS = 5;
  private static final int METHOD = 2;
  private static final int TEST = 3;
  private static final Pattern NAME = Pattern.compile("`([\\w.]+)#(\\w+)`");

  /** A name that a cell gives: what it stands for and whether that is a test. */
  private record Named(String name, boolean test) {}

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

  /** The methods that a cell names. */
  private static List<Named> methods(String cell) throws ClassNotFoundException, IOException {
    List<Named> methods = new ArrayList<>();
    Matcher name = NAME.matcher(cell);
    while (name.find()) {
      String type = name.group(1);
      String method = name.group(2);
      boolean test =
          type.startsWith("mnist.") ? isTestInSource(type, method) : isTest(loaded(type, method));
      methods.add(new Named(name.group(), test));
    }
    return methods;
  }

  private static Method loaded(String name, String method) throws ClassNotFoundException {
    Class<?> type = Class.forName("dev.ornstein." + name);
    return Arrays.stream(type.getDeclaredMethods())
        .filter(m -> m.getName().equals(method) && !m.isSynthetic())
        .findFirst()
        .orElseThrow(() -> new AssertionError(type + " has no method " + method));
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  /** Finds the declaration of a method: two spaces, words, its name and a parenthesis. */
  private static boolean isTestInSource(String type, String method)
      throws ClassNotFoundException, IOException {
    String module = type.substring(0, type.indexOf('.'));
    String file = "java/dev/ornstein/" + type.replace('.', '/') + ".java";
    for (String part : List.of("main", "test")) {
      Path source = Path.of("..", module, "src", part).resolve(file);
      if (Files.exists(source)) {
        Pattern declaration =
            Pattern.compile(
                "((?:^  @\\w+.*\\R)*)^  (?:[\\w<>\\[\\]., ]+ )" + method + "\\(",
                Pattern.MULTILINE);
        Matcher found = declaration.matcher(Files.readString(source));
        if (!found.find()) {
          throw new AssertionError(type + " has no method " + method);
        }
        return found.group(1).contains("@Test") || found.group(1).contains("@ParameterizedTest");
      }
    }
    throw new ClassNotFoundException(type);
  }

  @Test
  void everyRowNamesWhatExists() throws IOException, ClassNotFoundException {
    List<String[]> rows = rows(Files.readAllLines(PAGE));
    assertTrue(rows.size() >= 20, "only " + rows.size() + " rows were found in " + PAGE);
    for (String[] row : rows) {
      String equation = row[0].trim();
      assertEquals(COLUMNS, row.length, "columns of the row \"" + equation + "\"");
      List<Named> computes = methods(row[METHOD]);
      List<Named> proves = methods(row[TEST]);
      assertFalse(computes.isEmpty(), "no method computes " + equation);
      assertFalse(proves.isEmpty(), "no test proves " + equation);
      for (Named method : computes) {
        assertFalse(method.test(), method + " is a test, in the column of methods");
      }
      for (Named method : proves) {
        assertTrue(method.test(), method + " is not a test");
      }
    }
  }

  @Test
  void aNameThatDoesNotExistIsNoticed() throws ClassNotFoundException, IOException {
    assertThrows(ClassNotFoundException.class, () -> methods("`diffusion.process.Nothing#F`"));
    assertThrows(AssertionError.class, () -> methods("`diffusion.process.ForwardProcess#nothing`"));
    assertFalse(methods("`diffusion.process.ForwardProcess#G2`").get(0).test());
    assertThrows(ClassNotFoundException.class, () -> methods("`mnist.judge.Nothing#of`"));
    assertThrows(AssertionError.class, () -> methods("`mnist.judge.Psnr#nothing`"));
    assertFalse(methods("`mnist.judge.Psnr#of`").get(0).test());
    assertTrue(methods("`mnist.judge.PsnrTest#byHand`").get(0).test());
  }
}
