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

/** Keeps {@code docs/equations.md} true: every method and test that it names exists. */
class EquationsTableTest {
  private static final Path PAGE = Path.of("..", "docs", "equations.md");
  private static final int COLUMNS = 5;
  private static final int METHOD = 2;
  private static final int TEST = 3;
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

  /** The methods that a cell names. */
  private static List<Method> methods(String cell) throws ClassNotFoundException {
    List<Method> methods = new ArrayList<>();
    Matcher name = NAME.matcher(cell);
    while (name.find()) {
      Class<?> type = Class.forName("dev.ornstein." + name.group(1));
      String method = name.group(2);
      methods.add(
          Arrays.stream(type.getDeclaredMethods())
              .filter(m -> m.getName().equals(method) && !m.isSynthetic())
              .findFirst()
              .orElseThrow(() -> new AssertionError(type + " has no method " + method)));
    }
    return methods;
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  @Test
  void everyRowNamesWhatExists() throws IOException, ClassNotFoundException {
    List<String[]> rows = rows(Files.readAllLines(PAGE));
    assertTrue(rows.size() >= 20, "only " + rows.size() + " rows were found in " + PAGE);
    for (String[] row : rows) {
      String equation = row[0].trim();
      assertEquals(COLUMNS, row.length, "columns of the row \"" + equation + "\"");
      List<Method> computes = methods(row[METHOD]);
      List<Method> proves = methods(row[TEST]);
      assertFalse(computes.isEmpty(), "no method computes " + equation);
      assertFalse(proves.isEmpty(), "no test proves " + equation);
      for (Method method : computes) {
        assertFalse(isTest(method), method + " is a test, in the column of methods");
      }
      for (Method method : proves) {
        assertTrue(isTest(method), method + " is not a test");
      }
    }
  }

  @Test
  void aNameThatDoesNotExistIsNoticed() throws ClassNotFoundException {
    assertThrows(ClassNotFoundException.class, () -> methods("`diffusion.process.Nothing#F`"));
    assertThrows(AssertionError.class, () -> methods("`diffusion.process.ForwardProcess#nothing`"));
    assertEquals("G2", methods("`diffusion.process.ForwardProcess#G2`").get(0).getName());
  }
}
