package dev.ornstein.nn.optim;

import dev.ornstein.nn.ParameterArena;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.kernel.AdamStep;

/**
 * Adam (Kingma and Ba, 2015) and, with a weight decay, AdamW (Loshchilov and Hutter, 2019), with
 * PyTorch's arithmetic: ε stands outside the root, and both moments are corrected for their start
 * at 0. Step t, with gradient g, is
 *
 * <pre>
 * w ← w·(1 − lr·decay)
 * m ← β₁m + (1−β₁)g,   v ← β₂v + (1−β₂)g²
 * w ← w − lr · m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε)
 * </pre>
 *
 * <p>A step is one pass over the arena, with clipping and averaging of the weights too; the norm of
 * the gradient, which clipping needs, is one before.
 */
public final class Adam {

  private final ParameterArena arena;
  private final AdamConfig config;
  private final Tensor m;
  private final Tensor v;
  private long steps;

  /**
   * @param arena whose values are trained
   * @param config moments' decay, ε and weight decay
   */
  public Adam(ParameterArena arena, AdamConfig config) {
    this.arena = arena;
    this.config = config;
    this.m = arena.zeros();
    this.v = arena.zeros();
  }

  /** How many steps have been taken. */
  public long steps() {
    return steps;
  }

  /**
   * One step with the arena's gradients, which stay as they are.
   *
   * @param lr learning rate, at least 0
   */
  public void step(float lr) {
    step(lr, null, null);
  }

  /**
   * One step with the gradient scaled down to a global norm of {@code maxNorm} when it is larger:
   * multiplied by min(1, maxNorm/(norm + 1e-6)). The factor is applied in the same pass.
   *
   * @param lr learning rate, at least 0
   * @param maxNorm above 0
   * @return the norm of the gradient before scaling, NaN or infinite when the gradient is (no step
   *     is taken then: the weights stay good)
   */
  public double clippedStep(float lr, double maxNorm) {
    return clippedStep(lr, maxNorm, null);
  }

  /**
   * {@link #clippedStep(float, double)}, and {@link Ema#update} in the same pass: the same bits. A
   * gradient that is not finite leaves the average as it is too.
   *
   * @param ema average of this arena's weights, or null for none
   * @return the norm of the gradient before scaling, NaN or infinite when the gradient is
   * @throws IllegalArgumentException when the average belongs to another arena
   */
  public double clippedStep(float lr, double maxNorm, Ema ema) {
    Tensor clip = arena.engine().empty(Shape.of(2));
    clip(clip, maxNorm);
    double norm = clip.get(0);
    if (Double.isFinite(norm)) {
      step(lr, clip, ema);
    }
    return norm;
  }

  /**
   * {@link #clippedStep(float, double, Ema)} without reading the norm: where the kernels run on a
   * device, nothing waits for it. A gradient that is not finite changes nothing but the counts of
   * steps and of averages, which the next corrections and decays go by.
   *
   * @param clip (2), receives the norm before scaling and the factor, NaN where the norm is not
   *     finite
   */
  public void clippedStep(Tensor clip, float lr, double maxNorm, Ema ema) {
    clip(clip, maxNorm);
    step(lr, clip, ema);
  }

  private void clip(Tensor clip, double maxNorm) {
    if (!(maxNorm > 0)) {
      throw new IllegalArgumentException(
          "the largest gradient norm must be above 0, got " + maxNorm);
    }
    arena.engine().backend().clip(clip, arena.gradients(), maxNorm);
  }

  private void step(float lr, Tensor clip, Ema ema) {
    if (!(lr >= 0) || Float.isInfinite(lr)) {
      throw new IllegalArgumentException("a learning rate must be at least 0, got " + lr);
    }
    Tensor average = ema == null ? null : ema.averageOf(arena);
    steps++;
    // Corrections belong to the betas as the kernel sees them, as floats: then v̂ = g² at step 1.
    AdamStep constants =
        new AdamStep(
            lr,
            config.beta1(),
            config.beta2(),
            config.epsilon(),
            config.weightDecay(),
            (float) (1 - Math.pow(config.beta1(), steps)),
            (float) (1 - Math.pow(config.beta2(), steps)),
            ema == null ? 0f : (float) ema.nextDecay());
    arena
        .engine()
        .backend()
        .adam(arena.values(), m, v, average, arena.gradients(), clip, constants);
    arena.values().changed();
    m.changed();
    v.changed();
    if (ema != null) {
      average.changed();
      ema.updated();
    }
  }

  /**
   * What a bit-for-bit continuation needs: entries {@code step}, {@code m.NAME} and {@code v.NAME}
   * for each parameter. Memory is shared: write it before the next step.
   */
  public StateDict state() {
    StateDict state = new StateDict();
    state.put("step", steps);
    state.putAll("m.", arena.toState(m));
    state.putAll("v.", arena.toState(v));
    return state;
  }

  /**
   * Continues from {@link #state()}.
   *
   * @throws UserError when it belongs to a network with other parameters; nothing is changed then
   */
  public void restore(StateDict state) {
    if (!state.contains("step")) {
      throw new UserError("the optimiser's state has no entry 'step'");
    }
    Tensor newM = arena.zeros();
    Tensor newV = arena.zeros();
    arena.fromState("the optimiser's first moment", state.sub("m."), newM);
    arena.fromState("the optimiser's second moment", state.sub("v."), newV);
    m.set(newM);
    v.set(newV);
    steps = state.count("step");
  }
}
