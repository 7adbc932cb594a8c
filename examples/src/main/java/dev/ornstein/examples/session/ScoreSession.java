package dev.ornstein.examples.session;

import dev.ornstein.autograd.NoGrad;
import dev.ornstein.autograd.Var;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.cli.GeneralOptions;
import dev.ornstein.examples.cli.ScoreOptions;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.mnist.net.DenoisingNet;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.Npy;
import dev.ornstein.tensor.io.NpyArray;
import java.nio.file.Path;
import java.util.Arrays;

/** From weights, images and times in files to the raw output of the network in a file. */
public final class ScoreSession {
  private static final int BATCH = 64;

  private final Console console;
  private final GeneralOptions general;
  private final ScoreOptions options;

  /**
   * @param console for messages
   * @param general threads and kernels
   * @param options the files
   */
  public ScoreSession(Console console, GeneralOptions general, ScoreOptions options) {
    this.console = console;
    this.general = general;
    this.options = options;
  }

  /**
   * Computes and writes.
   *
   * @return the exit status
   */
  public int run() {
    try (Engine engine = general.engine(console)) {
      NpyArray x = Npy.read(options.x());
      Shape images = imageShape(x.shape());
      float[] pixels = x.floats();
      requireEach("--x", options.x(), pixels, Float::isFinite, "finite numbers");
      float[] times = times(images.dim(0));
      DenoisingNet net = network(engine, images);
      requireNoCondition(net);
      float[] y = evaluate(engine, net, images, pixels, times);
      Npy.write(options.out(), x.shape(), y);
      console.say(
          "Wrote "
              + options.out()
              + ", "
              + x.shape()
              + ": the raw output of "
              + net.getClass().getSimpleName()
              + ", "
              + net.parameterCount()
              + " parameters.");
      return ExitStatus.DONE;
    }
  }

  private DenoisingNet network(Engine engine, Shape images) {
    try {
      StateDict state = StateDict.read(options.weights(), engine);
      return Imports.network(
          engine,
          SavedModel.weights(state, options.raw()),
          options.preset(),
          options.width(),
          images.dim(2),
          images.dim(3));
    } catch (UserError e) {
      String message = e.getMessage();
      boolean named = message.contains(options.weights().toString()) || message.startsWith("--");
      throw named ? e : new UserError("--weights " + options.weights() + ": " + message, e);
    }
  }

  private void requireNoCondition(DenoisingNet net) {
    if (net.conditionChannels() > 0) {
      throw new UserError(
          "--weights "
              + options.weights()
              + " belong to a network that needs condition images of "
              + net.conditionChannels()
              + " channels; score gives none, so weights of one that needs none are wanted");
    }
  }

  /** (N, 1, H, W) of (N, 1, H, W) or (N, H, W). */
  private Shape imageShape(Shape shape) {
    Shape images =
        shape.rank() == 3 ? Shape.of(shape.dim(0), 1, shape.dim(1), shape.dim(2)) : shape;
    if (images.rank() != 4
        || images.dim(1) != 1
        || images.dim(2) % 4 != 0
        || images.dim(3) % 4 != 0
        || images.size() == 0) {
      throw new UserError(
          "--x "
              + options.x()
              + " has the shape "
              + shape
              + "; grey images (N, 1, H, W) or (N, H,"
              + " W) are wanted, H and W divisible by 4");
    }
    return images;
  }

  /** One number of a file. */
  @FunctionalInterface
  private interface Check {
    boolean fits(float value);
  }

  private static void requireEach(
      String option, Path file, float[] values, Check check, String wanted) {
    for (int i = 0; i < values.length; i++) {
      if (!check.fits(values[i])) {
        throw new UserError(
            String.format(
                "%s %s has the value %s at element %d; %s are wanted",
                option, file, values[i], i, wanted));
      }
    }
  }

  private float[] times(int n) {
    NpyArray t = Npy.read(options.t());
    Shape shape = t.shape();
    boolean one = shape.equals(Shape.SCALAR) || shape.equals(Shape.of(1));
    if (!one && !shape.equals(Shape.of(n)) && !shape.equals(Shape.of(n, 1))) {
      throw new UserError(
          "--t "
              + options.t()
              + " has the shape "
              + shape
              + "; one time for each of the "
              + n
              + " images is wanted, "
              + Shape.of(n)
              + " or "
              + Shape.of(n, 1)
              + ", or one number for all");
    }
    float[] times = t.floats();
    requireEach("--t", options.t(), times, v -> v >= 0 && v <= 1, "times in [0, 1]");
    if (one) {
      float[] all = new float[n];
      Arrays.fill(all, times[0]);
      return all;
    }
    return times;
  }

  private static float[] evaluate(
      Engine engine, DenoisingNet net, Shape images, float[] pixels, float[] times) {
    float[] y = new float[pixels.length];
    int n = images.dim(0);
    int size = pixels.length / n;
    for (int first = 0; first < n; first += BATCH) {
      int count = Math.min(BATCH, n - first);
      try (Scope memory = engine.scope();
          NoGrad off = NoGrad.enter()) {
        float[] some = Arrays.copyOfRange(pixels, first * size, (first + count) * size);
        Tensor x = engine.of(some, images.with(0, count));
        Tensor t = engine.of(Arrays.copyOfRange(times, first, first + count), count);
        Tensor out = net.forward(Var.constant(x), t).value();
        System.arraycopy(out.array(), out.offset(), y, first * size, count * size);
      }
    }
    return y;
  }
}
