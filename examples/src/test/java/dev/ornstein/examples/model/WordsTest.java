package dev.ornstein.examples.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.diffusion.matrix.FourierMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.examples.run.RunConfig;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final double ROUND_OFF = 1e-8; // φ = 10⁻¹⁰ is the same for every contrast

  private static ForwardProcess restoration(String range) {
    RunConfig.Model model =
        new RunConfig.Model(
            "", "", 4, 0, 0, "fourier-restoration", "v", "v-mse", range, "blurred", "none");
    return Words.process(model, 8, 8, () -> null);
  }

  private static double[] transfer(Object matrix) {
    return ((FourierMatrix) matrix).transfer();
  }

  /** Noise is a share of white minus black, so that the same picture is as noisy in every range. */
  @Test
  void noiseGrowsWithTheContrast() {
    ForwardProcess two = restoration("[-1,1]");
    ForwardProcess one = restoration("[0,1]");
    assertArrayEquals(transfer(one.H(1)), transfer(two.H(1)), ROUND_OFF);
    double[] variance = transfer(one.Sigma(1));
    double[] ofTwo = transfer(two.Sigma(1));
    for (int k = 0; k < variance.length; k++) {
      assertEquals(4 * variance[k], ofTwo[k], ROUND_OFF, "frequency " + k);
    }
  }
}
