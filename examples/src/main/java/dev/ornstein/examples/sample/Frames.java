package dev.ornstein.examples.sample;

import dev.ornstein.diffusion.sampler.StepListener;
import dev.ornstein.diffusion.sampler.TimeGrid;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps the state of the first few samples at some of the times that a sampler visits. It may be
 * shown several batches, one after the other.
 */
public final class Frames implements StepListener {
  /**
   * The samples at one time.
   *
   * @param t the time
   * @param images (n, H, W), 0 black to 1 white
   */
  public record Frame(double t, float[] images) {}

  private final int samples;
  private final ImageRange range;
  private final boolean[] wanted;
  private final Map<Integer, Frame> frames = new TreeMap<>(); // by the number of the step

  private Frames(int samples, ImageRange range, boolean[] wanted) {
    this.samples = samples;
    this.range = range;
    this.wanted = wanted;
  }

  /**
   * Frames at equal numbers of steps, the first and the last among them.
   *
   * @param samples how many are kept, from the first on
   * @param grid of the sampler
   * @param count how many frames; there are fewer when the sampler has fewer steps
   */
  public static Frames evenly(int samples, ImageRange range, TimeGrid grid, int count) {
    boolean[] wanted = new boolean[grid.steps() + 1];
    int last = Math.max(1, Math.min(count, wanted.length) - 1);
    for (int i = 0; i <= last; i++) {
      wanted[(int) Math.round((double) i * grid.steps() / last)] = true;
    }
    return new Frames(samples, range, wanted);
  }

  /**
   * The frames that lie nearest to given times.
   *
   * @param times in [0, 1]
   */
  public static Frames near(int samples, ImageRange range, TimeGrid grid, double... times) {
    boolean[] wanted = new boolean[grid.steps() + 1];
    for (double t : times) {
      int nearest = 0;
      for (int i = 1; i <= grid.steps(); i++) {
        if (Math.abs(grid.time(i) - t) < Math.abs(grid.time(nearest) - t)) {
          nearest = i;
        }
      }
      wanted[nearest] = true;
    }
    return new Frames(samples, range, wanted);
  }

  @Override
  public void reached(int steps, double t, Tensor x) {
    if (!wanted[steps]) {
      return;
    }
    int pixels = x.size() / x.dim(0);
    float[] before = frames.containsKey(steps) ? frames.get(steps).images() : new float[0];
    int more = Math.min(samples - before.length / pixels, x.dim(0));
    if (more > 0) {
      float[] all = Arrays.copyOf(before, before.length + more * pixels);
      System.arraycopy(toUnit(x, more * pixels, range), 0, all, before.length, more * pixels);
      frames.put(steps, new Frame(t, all));
    }
  }

  /** What was kept, in the order in which the sampler went. */
  public List<Frame> frames() {
    return List.copyOf(frames.values());
  }

  /** The first numbers of a tensor as brightness: 0 black to 1 white, cut off there. */
  public static float[] toUnit(Tensor x, int count, ImageRange range) {
    float[] unit = new float[count];
    for (int i = 0; i < count; i++) {
      float share = (x.get(i) - range.black()) / (range.white() - range.black());
      unit[i] = Math.max(0f, Math.min(1f, share));
    }
    return unit;
  }
}
