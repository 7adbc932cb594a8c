package dev.ornstein.nn.optim;

import dev.ornstein.nn.Module;
import dev.ornstein.nn.ParameterArena;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.util.Map;

/**
 * An exponential moving average of the weights, with warm-up: update t (from 0) is
 *
 * <pre>
 * average ← d·average + (1 − d)·w,   d = min(decay, (1 + t)/(10 + t))
 * </pre>
 *
 * <p>The warm-up forgets the first weights quickly: without it an average with decay 0.999 is noise
 * for thousands of steps. Buffers, such as running statistics, are not averaged.
 */
public final class Ema {
  private final ParameterArena arena;
  private final double decay;
  private final Tensor average;
  private long updates;

  /**
   * Begins with the arena's values.
   *
   * @param arena whose values are averaged
   * @param decay in [0, 1)
   * @throws IllegalArgumentException when it is outside
   */
  public Ema(ParameterArena arena, double decay) {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException("the decay of an average must be in [0, 1), got " + decay);
    }
    this.arena = arena;
    this.decay = decay;
    this.average = arena.zeros().set(arena.values());
  }

  /** How many updates there were. */
  public long updates() {
    return updates;
  }

  /** The decay of the next update. */
  public double nextDecay() {
    return Math.min(decay, (1.0 + updates) / (10.0 + updates));
  }

  /**
   * Takes the arena's values into the average. One pass, which {@link Adam#clippedStep(float,
   * double, Ema)} spares.
   */
  public void update() {
    arena.engine().backend().ema(average, arena.values(), (float) nextDecay());
    average.changed();
    updated();
  }

  /** The average that the optimiser of this arena updates as it steps, then {@link #updated}. */
  Tensor averageOf(ParameterArena trained) {
    if (trained != arena) {
      throw new IllegalArgumentException("the average belongs to another arena");
    }
    return average;
  }

  /** The optimiser has taken the new weights into the average with {@link #nextDecay}. */
  void updated() {
    updates++;
  }

  /** The averages with the arena's layout. */
  public Tensor average() {
    return average;
  }

  /**
   * Puts the averages into the network until the result is closed, which puts the trained weights
   * back, bit for bit. No update and no training meanwhile.
   */
  public Swap swapIn() {
    return new Swap();
  }

  /** The time during which a network has averaged weights. */
  public final class Swap implements AutoCloseable {
    private Tensor trained;

    private Swap() {
      trained = arena.zeros().set(arena.values());
      arena.values().set(average);
    }

    /** Puts the trained weights back. */
    @Override
    public void close() {
      if (trained != null) {
        arena.values().set(trained);
        trained = null;
      }
    }
  }

  /**
   * The state dict of a module with averages in place of its parameters.
   *
   * @param module the one that the arena was made of
   */
  public StateDict stateDict(Module module) {
    Map<String, Tensor> averages = arena.windows(average);
    StateDict own = module.stateDict();
    StateDict out = new StateDict();
    for (String name : own.names()) {
      if (averages.containsKey(name)) {
        out.put(name, averages.get(name));
      } else if (own.isCount(name)) {
        out.put(name, own.count(name));
      } else {
        out.put(name, own.tensor(name));
      }
    }
    return out;
  }

  /**
   * What a bit-for-bit continuation needs: entries {@code updates} and {@code average.NAME} for
   * each parameter. Memory is shared: write it before the next update.
   */
  public StateDict state() {
    StateDict state = new StateDict();
    state.put("updates", updates);
    state.putAll("average.", arena.toState(average));
    return state;
  }

  /**
   * Continues from {@link #state()}.
   *
   * @throws UserError when it belongs to a network with other parameters; nothing is changed then
   */
  public void restore(StateDict state) {
    if (!state.contains("updates")) {
      throw new UserError("the state of the average has no entry 'updates'");
    }
    arena.fromState("the state of the average", state.sub("average."), average);
    updates = state.count("updates");
  }
}
