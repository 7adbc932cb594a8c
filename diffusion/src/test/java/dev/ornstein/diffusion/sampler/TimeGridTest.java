package dev.ornstein.diffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TimeGridTest {

  @Test
  void uniformStepsAreEqual() {
    TimeGrid grid = TimeGrid.uniform(4, 1, 0.2);
    assertEquals(4, grid.steps());
    double[] expected = {1, 0.8, 0.6, 0.4, 0.2};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], grid.time(i), 1e-15);
    }
    assertEquals("4 steps from 1.0 to 0.2", grid.toString());
  }

  @Test
  void quadraticStepsAreShorterNearZero() {
    TimeGrid grid = TimeGrid.quadratic(4, 1, 0);
    double[] expected = {1, 0.5625, 0.25, 0.0625, 0};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], grid.time(i), 1e-15);
    }
    assertEquals(0.0625, grid.reversed().time(1), 1e-15);
  }

  @Test
  void theEndsAreExact() {
    TimeGrid grid = TimeGrid.power(7, 0.9, 0.001, 3);
    assertEquals(0.9, grid.time(0));
    assertEquals(0.001, grid.time(7));
  }

  @Test
  void wrongGridsAreRefused() {
    refused(() -> TimeGrid.of(0.5), "1");
    refused(() -> TimeGrid.of(0, 0.5, 0.5), "time 2 is 0.5");
    refused(() -> TimeGrid.of(0, 0.5, 0.2), "time 2 is 0.2");
    refused(() -> TimeGrid.of(1, 0.5, 0.7), "time 2 is 0.7");
    refused(() -> TimeGrid.of(0, 1.5), "time 1 is 1.5");
    refused(() -> TimeGrid.of(Double.NaN, 1), "time 0 is NaN");
    refused(() -> TimeGrid.uniform(0, 1, 0), "at least 1 step; got 0");
    refused(() -> TimeGrid.uniform(Integer.MAX_VALUE, 1, 0), "got 2147483647");
    refused(() -> TimeGrid.uniform(3, 0.5, 0.5), "0.5");
    refused(() -> TimeGrid.power(3, 1, 0, -1), "-1.0");
  }

  private static void refused(Executable what, String fragment) {
    String message = assertThrows(IllegalArgumentException.class, what).getMessage();
    assertTrue(message.contains(fragment), message);
  }
}
