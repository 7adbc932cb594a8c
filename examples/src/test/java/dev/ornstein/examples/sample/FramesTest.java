package dev.ornstein.examples.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of samples does not depend on the batches in which they come. */
class FramesTest {
  private static final int STEPS = 4;
  private static final int SAMPLES = 3;

  /** Two pixels of sample i after so many steps. */
  private static float pixel(int sample, int steps) {
    return 0.1f * sample + 0.01f * steps;
  }

  private static List<Frames.Frame> watched(Engine engine, int... batches) {
    Frames frames =
        Frames.evenly(SAMPLES, ImageRange.ZERO_TO_ONE, Samplers.grid(STEPS), 1 + STEPS / 2);
    int first = 0;
    for (int n : batches) {
      for (int steps = 0; steps <= STEPS; steps++) {
        Tensor x = engine.empty(Shape.of(n, 1, 1, 2));
        for (int i = 0; i < x.size(); i++) {
          x.set(i, pixel(first + i / 2, steps));
        }
        frames.reached(steps, 1 - (double) steps / STEPS, x);
      }
      first += n;
    }
    return frames.frames();
  }

  @Test
  void batchesAreJoined() {
    try (Engine engine = Engine.create("scalar", 1, warning -> {})) {
      List<Frames.Frame> together = watched(engine, 5);
      assertEquals(List.of(1.0, 0.5, 0.0), together.stream().map(Frames.Frame::t).toList());
      for (int k = 0; k < together.size(); k++) {
        float[] images = together.get(k).images();
        assertEquals(2 * SAMPLES, images.length);
        assertEquals(pixel(2, 2 * k), images[2 * SAMPLES - 1]);
      }
      for (int[] batches : new int[][] {{1, 1, 1, 1}, {2, 2}, {3}, {1, 4}}) {
        List<Frames.Frame> split = watched(engine, batches);
        assertEquals(together.size(), split.size());
        for (int k = 0; k < split.size(); k++) {
          assertEquals(together.get(k).t(), split.get(k).t());
          assertArrayEquals(together.get(k).images(), split.get(k).images());
        }
      }
    }
  }
}
