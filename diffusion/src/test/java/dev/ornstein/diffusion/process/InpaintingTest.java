package dev.ornstein.diffusion.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.matrix.DiagonalMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The process of in-painting against the closed forms of seed 0. */
class InpaintingTest {
  private static final Shape FORM = Shape.of(1, 28, 28);
  private static final double[] TIMES = {0, 1e-3, 0.1, 0.5, 0.9, 1};
  private static final double ROUNDING = 1e-13; // a few operations in double

  private final boolean[] mask = CentreMask.of(FORM);
  private final DiagonalProcess process = DiagonalProcess.inpainting(FORM, mask);

  private static double[] diagonal(SymmetricMatrix a) {
    return ((DiagonalMatrix) a).diagonal();
  }

  @Test
  void theMaskIsThatOfTheSeed() {
    for (int y = 0; y < 28; y++) {
      for (int x = 0; x < 28; x++) {
        boolean inside = y >= 7 && y <= 20 && x >= 7 && x <= 20;
        assertEquals(inside, mask[28 * y + x], "pixel (" + y + ", " + x + ")");
      }
    }
  }

  @Test
  void theMaskIsTheCentreHalfOfAnyImage() {
    boolean[] row = {false, true, true, true, false};
    assertArrayEquals(row, CentreMask.of(Shape.of(1, 5)));
    boolean[] two = CentreMask.of(Shape.of(2, 4, 4));
    int inside = 0;
    for (int i = 0; i < two.length; i++) {
      assertEquals(two[i % 16], two[i], "all channels are masked alike");
      inside += two[i] ? 1 : 0;
    }
    assertEquals(2 * 2 * 2, inside);
    assertThrows(ShapeException.class, () -> CentreMask.of(Shape.of(4)));
  }

  @Test
  void outsideNothingMoves() {
    for (double t : TIMES) {
      for (int i = 0; i < mask.length; i++) {
        if (!mask[i]) {
          assertEquals(1, diagonal(process.H(t))[i]);
          assertEquals(1e-10, diagonal(process.Sigma(t))[i]);
          assertEquals(0, diagonal(process.dH(t))[i]);
          assertEquals(0, diagonal(process.dSigma(t))[i]);
          assertEquals(0, diagonal(process.G2(t))[i]);
        }
      }
    }
  }

  /** With the floor φ in Σ = φ + 1 − exp(−10t²), G² = β(1 + φ), β = 20 t. */
  @Test
  void insideItIsVariancePreserving() {
    int inside = 28 * 14 + 14;
    for (double t : TIMES) {
      double h = Math.exp(-5 * t * t);
      assertEquals(h, diagonal(process.H(t))[inside], ROUNDING);
      assertEquals(1 - h * h + 1e-10, diagonal(process.Sigma(t))[inside], ROUNDING);
      assertEquals(-10 * t, diagonal(process.F(t))[inside], ROUNDING * 10, "F = −½ β");
      assertEquals(20 * t * (1 + 1e-10), diagonal(process.G2(t))[inside], ROUNDING * 20, "G²");
    }
  }

  @Test
  void atTheEndTheMaskHoldsNoiseAndTheRestTheImage() {
    Engine engine = Compare.engine();
    Tensor x0 = Compare.normal(engine, 1, 1, 1, 28, 28);
    Tensor epsilon = Compare.normal(engine, 2, 1, 1, 28, 28);
    Tensor x = process.perturb(x0, engine.full(Shape.of(1), 1), epsilon);
    double left = Math.exp(-5) + 1e-4; // of the image or of the noise
    for (int i = 0; i < mask.length; i++) {
      double expected = mask[i] ? epsilon.get(i) : x0.get(i);
      assertEquals(expected, x.get(i), 5 * left, "pixel " + i);
    }
  }

  @Test
  void aMaskOfAnotherSizeIsRefused() {
    String message =
        assertThrows(
                ShapeException.class, () -> DiagonalProcess.inpainting(FORM, new boolean[14 * 14]))
            .getMessage();
    assertTrue(message.contains("(1, 28, 28)") && message.contains("196"), message);
  }
}
