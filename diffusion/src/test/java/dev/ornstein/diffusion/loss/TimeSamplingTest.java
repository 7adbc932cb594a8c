package dev.ornstein.diffusion.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimeSamplingTest {
  private static final int BATCH = 64;
  private static final int STEPS = 2_000;

  private final Engine engine = Compare.engine();

  private Tensor draw(TimeSampling sampling, long step, double tMin) {
    return sampling.draw(Rng.of(1), engine, BATCH, step, tMin);
  }

  /** Mean ½ and variance 1/12 within 3σ, and never outside (tMin, 1]. */
  @ParameterizedTest
  @EnumSource(TimeSampling.class)
  void everyTimeIsUniform(TimeSampling sampling) {
    double tMin = 0.25;
    double n = (double) BATCH * STEPS;
    double mean = 0;
    double square = 0;
    double[] tenths = new double[10];
    for (int step = 0; step < STEPS; step++) {
      Tensor t = draw(sampling, step, tMin);
      for (int i = 0; i < BATCH; i++) {
        assertTrue(t.get(i) >= tMin && t.get(i) <= 1, "t = " + t.get(i));
        double u = (t.get(i) - tMin) / (1 - tMin);
        mean += u / n;
        square += u * u / n;
        tenths[Math.min(9, (int) (10 * u))] += 10 / n;
      }
    }
    assertEquals(0.5, mean, 3 * Math.sqrt(1 / 12.0 / n));
    assertEquals(1 / 3.0, square, 3 * Math.sqrt(4 / 45.0 / n));
    for (double share : tenths) {
      assertEquals(1, share, 3.5 * Math.sqrt(9 / n));
    }
  }

  @Test
  void stratifiedTimesHaveOneInEachInterval() {
    Tensor t = draw(TimeSampling.STRATIFIED, 5, 0);
    boolean[] taken = new boolean[BATCH];
    for (int i = 0; i < BATCH; i++) {
      taken[(int) Math.ceil(t.get(i) * BATCH) - 1] = true;
    }
    boolean[] all = new boolean[BATCH];
    Arrays.fill(all, true);
    assertArrayEquals(all, taken);
  }

  @Test
  void antitheticTimesAddUpToOne() {
    Tensor t = draw(TimeSampling.ANTITHETIC, 5, 0);
    for (int i = 0; i < BATCH; i += 2) {
      assertEquals(1, t.get(i) + t.get(i + 1), 2e-7);
    }
  }

  /** For a loss that changes with t like t², spreading lowers the variance of a batch's mean. */
  @Test
  void spreadingLowersTheVarianceOfTheMeanLoss() {
    double independent = varianceOfMean(TimeSampling.INDEPENDENT);
    assertEquals(4 / 45.0 / BATCH, independent, 0.1 * independent);
    assertTrue(varianceOfMean(TimeSampling.ANTITHETIC) < 0.2 * independent);
    assertTrue(varianceOfMean(TimeSampling.STRATIFIED) < 0.01 * independent);
  }

  private double varianceOfMean(TimeSampling sampling) {
    double variance = 0;
    for (int step = 0; step < STEPS; step++) {
      Tensor t = draw(sampling, step, 0);
      double mean = 0;
      for (int i = 0; i < BATCH; i++) {
        mean += (double) t.get(i) * t.get(i) / BATCH;
      }
      variance += Math.pow(mean - 1 / 3.0, 2) / STEPS;
    }
    return variance;
  }

  @ParameterizedTest
  @EnumSource(TimeSampling.class)
  void timesAreAFunctionOfSeedAndStep(TimeSampling sampling) {
    float[] first = draw(sampling, 7, 0).toArray();
    assertArrayEquals(first, draw(sampling, 7, 0).toArray());
    assertNotEquals(first[0], draw(sampling, 8, 0).get(0));
  }

  @Test
  void aRangeThatIsEmptyIsRefused() {
    for (double tMin : new double[] {-0.1, 1, Double.NaN}) {
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> draw(TimeSampling.INDEPENDENT, 0, tMin))
              .getMessage();
      assertTrue(message.contains(String.valueOf(tMin)), message);
    }
  }
}
