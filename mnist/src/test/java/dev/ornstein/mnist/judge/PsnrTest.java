package dev.ornstein.mnist.judge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.ShapeException;
import org.junit.jupiter.api.Test;

class PsnrTest {
  /** Pixels are floats: 0.1f differs from 0.1 in the ninth place. */
  private static final double DECIBELS = 1e-6;

  @Test
  void byHand() {
    // Errors 0.1 everywhere: MSE 0.01. One pixel of four wrong by 1: MSE 0.25.
    float[] truth = {0, 0, 0, 0, 0.5f, 0.5f, 0.5f, 0};
    float[] images = {0.1f, 0.1f, 0.1f, 0.1f, 0.5f, 0.5f, 0.5f, 1};
    Psnr psnr = Psnr.of(images, truth, 2, 2);
    double second = 10 * Math.log10(4);
    assertArrayEquals(new double[] {20, second}, psnr.perImage(), DECIBELS);
    assertEquals((20 + second) / 2, psnr.mean(), DECIBELS);
    assertEquals(10 * Math.log10(1 / 0.13), psnr.pooled(), DECIBELS);
  }

  @Test
  void thePooledErrorIsNeverBetterThanTheMean() {
    float[] truth = new float[24];
    float[] images = new float[24];
    for (int i = 0; i < images.length; i++) {
      images[i] = 0.04f * i;
    }
    Psnr psnr = Psnr.of(images, truth, 2, 3);
    assertTrue(psnr.pooled() < psnr.mean(), psnr.pooled() + " < " + psnr.mean());
    Psnr swapped = Psnr.of(truth, images, 2, 3);
    assertArrayEquals(psnr.perImage(), swapped.perImage());
  }

  @Test
  void equalImagesAreInfinitelyGood() {
    float[] x = {0.25f, 1, 0, 0.5f};
    assertEquals(Double.POSITIVE_INFINITY, Psnr.of(x, x, 2, 2).mean());
    assertEquals(Double.POSITIVE_INFINITY, Psnr.of(x, x, 2, 2).pooled());
  }

  @Test
  void stacksThatDoNotFitAreRefused() {
    for (float[][] pair :
        new float[][][] {
          {new float[4], new float[8]}, {new float[6], new float[6]}, {new float[0], new float[0]}
        }) {
      String message =
          assertThrows(ShapeException.class, () -> Psnr.of(pair[0], pair[1], 2, 2)).getMessage();
      assertTrue(message.contains("2×2") && message.contains("" + pair[0].length), message);
    }
    assertThrows(ShapeException.class, () -> Psnr.of(new float[4], new float[4], 0, 4));
  }
}
