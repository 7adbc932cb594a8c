package dev.ornstein.mnist.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.OpenClEngine;
import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.mnist.net.Golden.Difference;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.ParameterArena;
import dev.ornstein.nn.StateDict;
import dev.ornstein.nn.optim.Adam;
import dev.ornstein.nn.optim.AdamConfig;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SmallUNetTest {
  private static final int BATCH = 6;

  /** Of losses in ten steps, relative: rounding only, as long as kernels agree. */
  private static final float LOSS_TOLERANCE = 1e-4f;

  /**
   * Of weights after ten steps of at most 2e-3: Adam turns rounding of tiny gradients into steps.
   */
  private static final float WEIGHT_TOLERANCE = 2e-3f;

  private static Engine engine(int threads) {
    return Engine.create("auto", threads, line -> {});
  }

  /** A network that learns the noise in images of one grey level each. */
  private static final class Run {
    final Engine engine;
    final SmallUNet net;
    final ParameterArena arena;
    final Adam adam;

    Run(Engine engine, int classes) {
      this.engine = engine;
      net = new SmallUNet(Init.of(engine, 1), 4, classes, 0);
      arena = new ParameterArena(net);
      adam = new Adam(arena, AdamConfig.ADAM);
    }

    float step(long number) {
      try (Scope scope = engine.scope();
          Tape tape = Tape.record()) {
        Tensor noise = engine.empty(Shape.of(BATCH, 1, 12, 8));
        Tensor t = engine.empty(Shape.of(BATCH));
        Rng.of(2).normalKeyed(noise, 0, number);
        Rng.of(3).uniformKeyed(t, 0, number);
        Tensor level = t.reshape(BATCH, 1, 1, 1);
        Tensor x = noise.times(level).plus(level.times(-1f).plus(1f));
        arena.zeroGrad();
        Var y = net.forward(Var.constant(x), t);
        Var loss = y.minus(Var.constant(noise)).square().mean();
        tape.backward(loss);
        adam.clippedStep(2e-3f, 1);
        return loss.item();
      }
    }
  }

  /** Ten steps on an OpenCL device and on the CPU, whose sums are of another order. */
  @Test
  void trainingOnOpenClTakesTheSameWay() {
    try (Engine device = OpenClEngine.orSkip();
        Engine cpu = Engine.create("scalar", 1, line -> {})) {
      Run one = new Run(cpu, 0);
      Run two = new Run(device, 0);
      for (int step = 0; step < 10; step++) {
        float expected = one.step(step);
        assertEquals(expected, two.step(step), LOSS_TOLERANCE * expected, "loss of step " + step);
      }
      float[] weights = one.arena.values().toArray();
      Difference d = Golden.compare("weights", two.arena.values().toArray(), weights);
      Golden.print("weights of ten steps on OpenCL", d);
      assertTrue(d.relative() <= WEIGHT_TOLERANCE, d.toString());
    }
  }

  /** Each step takes its memory from what the step before gave back. */
  @Test
  void trainingOnOpenClAllocatesNothingOnceItIsSteady() {
    try (Engine device = OpenClEngine.orSkip()) {
      Run run = new Run(device, 0);
      for (int step = 0; step < 3; step++) {
        run.step(step);
      }
      long allocated = device.allocatedBytes();
      for (int step = 3; step < 8; step++) {
        run.step(step);
      }
      assertEquals(allocated, device.allocatedBytes());
    }
  }

  @Test
  void theFirstOutputIsZeroAndTrainingLearns() {
    try (Engine engine = engine(2)) {
      Run run = new Run(engine, 0);
      Tensor x = engine.full(Shape.of(2, 1, 12, 8), 1f);
      Var y = run.net.forward(Var.constant(x), engine.full(Shape.of(2), 0.3f));
      assertArrayEquals(new float[2 * 96], y.value().toArray());
      float first = run.step(0);
      double last = 0;
      for (int i = 1; i <= 120; i++) {
        last = run.step(i);
      }
      assertEquals(1, first, 0.2, "the variance of the noise");
      assertTrue(last < 0.5 * first, first + " → " + last);
    }
  }

  @Test
  void imagesOfAnySizeDivisibleByFour() {
    try (Engine engine = engine(2)) {
      SmallUNet net = new SmallUNet(Init.of(engine, 1), 8, 0, 0);
      for (Shape s : new Shape[] {Shape.of(2, 1, 28, 28), Shape.of(1, 1, 4, 20)}) {
        Var x = Var.constant(engine.zeros(s));
        assertEquals(s, net.forward(x, engine.zeros(Shape.of(s.dim(0)))).shape());
      }
      Var odd = Var.constant(engine.zeros(Shape.of(1, 1, 28, 30)));
      assertTrue(
          assertThrows(ShapeException.class, () -> net.forward(odd, engine.zeros(Shape.of(1))))
              .getMessage()
              .contains("divisible by 4"));
    }
  }

  @Test
  void aboutHalfAMillionParametersAtWidth16() {
    try (Engine engine = engine(1)) {
      assertEquals(459_761, new SmallUNet(Init.of(engine, 1), 16, 0, 0).parameterCount());
      assertEquals(
          459_761 + 11 * 128, new SmallUNet(Init.of(engine, 1), 16, 10, 0).parameterCount());
      assertThrows(UserError.class, () -> new SmallUNet(Init.of(engine, 1), 12, 0, 0));
      assertEquals(
          459_761 + 2 * 16 * 9, new SmallUNet(Init.of(engine, 1), 16, 0, 2).parameterCount());
      assertThrows(UserError.class, () -> new SmallUNet(Init.of(engine, 1), 16, -1, 0));
      assertThrows(UserError.class, () -> new SmallUNet(Init.of(engine, 1), 16, 0, -1));
    }
  }

  @Test
  void labelsAndTimesMatterAndSamplesDoNotMix() {
    try (Engine engine = engine(2)) {
      SmallUNet net = new SmallUNet(Init.of(engine, 1), 8, 3, 0);
      Rng rng = Rng.of(5);
      net.parameters().forEach(p -> perturb(p.value(), rng)); // the zeros of a new network hide all
      Tensor x = engine.empty(Shape.of(2, 1, 8, 8));
      rng.normal(x);
      x.window(64, Shape.of(64)).set(x.window(0, Shape.of(64))); // twice the same image
      Tensor t = engine.full(Shape.of(2), 0.4f);
      float[] none = output(net, x, t, null);
      assertArrayEquals(none, output(net, x, t, new int[] {-1, -1}));
      assertArrayEquals(half(none, 0), half(none, 1), "same image, same output");
      float[] labelled = output(net, x, t, new int[] {2, 0});
      assertFalse(Arrays.equals(half(labelled, 0), half(labelled, 1)));
      float[] changed = output(net, x, t, new int[] {2, 1});
      assertArrayEquals(half(labelled, 0), half(changed, 0), "of its own label only");
      float[] later = output(net, x, engine.of(new float[] {0.4f, 0.41f}, 2), null);
      assertArrayEquals(half(none, 0), half(later, 0));
      assertFalse(Arrays.equals(half(none, 1), half(later, 1)));
      assertThrows(IllegalArgumentException.class, () -> output(net, x, t, new int[] {0, 3}));
      assertThrows(ShapeException.class, () -> output(net, x, t, new int[] {0}));
    }
  }

  @Test
  void conditionImagesMatterAndSamplesDoNotMix() {
    try (Engine engine = engine(2)) {
      SmallUNet net = new SmallUNet(Init.of(engine, 1), 8, 0, 1);
      Rng rng = Rng.of(5);
      net.parameters().forEach(p -> perturb(p.value(), rng));
      Var x = Var.constant(engine.zeros(Shape.of(2, 1, 8, 8)));
      Tensor t = engine.full(Shape.of(2), 0.4f);
      Tensor seen = engine.zeros(Shape.of(2, 1, 8, 8));
      float[] dark = net.forward(x, t, Condition.ofImage(seen)).value().toArray();
      seen.window(64, Shape.of(64)).fillInPlace(1f); // the second image only
      float[] bright = net.forward(x, t, Condition.ofImage(seen)).value().toArray();
      assertArrayEquals(half(dark, 0), half(bright, 0));
      assertFalse(Arrays.equals(half(dark, 1), half(bright, 1)));
      assertThrows(IllegalArgumentException.class, () -> net.forward(x, t));
    }
  }

  private static void perturb(Tensor t, Rng rng) {
    Tensor noise = t.copy();
    rng.normal(noise);
    t.addInPlace(0.2f, noise);
  }

  private static float[] output(SmallUNet net, Tensor x, Tensor t, int[] labels) {
    return net.forward(Var.constant(x), t, Condition.ofLabels(labels)).value().toArray();
  }

  private static float[] half(float[] y, int which) {
    return Arrays.copyOfRange(y, which * 64, which * 64 + 64);
  }

  @Test
  void oneTwoOrThreeThreadsTrainTheSameBits() {
    float[] one = trained(1);
    assertArrayEquals(one, trained(2));
    assertArrayEquals(one, trained(3));
  }

  private static float[] trained(int threads) {
    try (Engine engine = engine(threads)) {
      Run run = new Run(engine, 10);
      run.step(0);
      run.step(1);
      return run.arena.values().toArray();
    }
  }

  @Test
  void theStateDictHoldsEverything() {
    try (Engine engine = engine(2)) {
      Run run = new Run(engine, 10);
      run.step(0);
      SmallUNet other = new SmallUNet(Init.of(engine, 9), 4, 10, 0);
      other.loadStateDict(run.net.stateDict());
      StateDict a = run.net.stateDict();
      for (String name : a.names()) {
        assertArrayEquals(a.tensor(name).toArray(), other.stateDict().tensor(name).toArray(), name);
      }
      SmallUNet wider = new SmallUNet(Init.of(engine, 9), 8, 10, 0);
      assertThrows(UserError.class, () -> wider.loadStateDict(a));
    }
  }

  @Test
  void aStepInSteadyStateAllocatesAlmostNothing() {
    try (Engine engine = engine(2)) {
      Run run = new Run(engine, 0);
      for (int i = 0; i < 3; i++) {
        run.step(i);
      }
      long before = engine.allocatedBytes();
      run.step(3);
      long perStep = engine.allocatedBytes() - before;
      long activations = 4L * BATCH * 96 * 4; // one feature map at full size
      assertTrue(perStep < 8 * activations, perStep + " bytes of new tensors in a step");
    }
  }
}
