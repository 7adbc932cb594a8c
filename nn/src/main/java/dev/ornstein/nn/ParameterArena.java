package dev.ornstein.nn;

import dev.ornstein.tensor.ArrayLimitException;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All parameters of a network in one array, and their gradients in another of the same layout.
 * Optimiser moments and averages are further arrays of that layout, so one pass of one kernel
 * updates the whole network.
 *
 * <p>Making an arena moves the parameters: from then on each parameter's value and gradient are
 * windows of these arrays, in the order of {@link Module#namedParameters()}, without gaps.
 */
public final class ParameterArena {
  private final Map<String, Parameter> parameters;
  private final Engine engine;
  private final Tensor values;
  private final Tensor gradients;

  /**
   * Moves the parameters of a module. Gradients are lost.
   *
   * @param module with at least one parameter, not in another arena
   * @throws IllegalArgumentException when it has none, or one under two names
   * @throws ArrayLimitException when they are more than an array can hold
   */
  public ParameterArena(Module module) {
    this.parameters = module.namedParameters();
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "an arena needs parameters; " + module.getClass().getSimpleName() + " has none");
    }
    requireOnce(parameters);
    long size = module.parameterCount();
    if (size > Shape.MOST) {
      throw new ArrayLimitException(size + " parameters do not fit into one array (2^31)");
    }
    this.engine = parameters.values().iterator().next().value().engine();
    this.values = engine.persistent(Shape.of((int) size));
    this.gradients = zeros();
    Map<String, Tensor> homes = windows(values);
    Map<String, Tensor> gradientHomes = windows(gradients);
    parameters.forEach((name, p) -> p.moveTo(name, homes.get(name), gradientHomes.get(name)));
  }

  private static void requireOnce(Map<String, Parameter> parameters) {
    Map<Parameter, String> names = new IdentityHashMap<>();
    parameters.forEach(
        (name, p) -> {
          String other = names.put(p, name);
          if (other != null) {
            throw new IllegalArgumentException(
                "'" + other + "' and '" + name + "' are one parameter, which an arena holds once");
          }
        });
  }

  /** Number of values. */
  public int size() {
    return values.size();
  }

  /** The engine of the parameters. */
  public Engine engine() {
    return engine;
  }

  /** All values, shape (size). */
  public Tensor values() {
    return values;
  }

  /**
   * All gradients, shape (size). Parameters that the last backward pass did not reach have gradient
   * 0 here. (PyTorch skips such parameters; here their moments decay.)
   */
  public Tensor gradients() {
    Map<String, Tensor> homes = null;
    for (Map.Entry<String, Parameter> e : parameters.entrySet()) {
      if (e.getValue().gradient() == null) {
        homes = homes == null ? windows(gradients) : homes;
        homes.get(e.getKey()).fillInPlace(0f);
      }
    }
    return gradients;
  }

  /** Marks all gradients empty. Costs nothing: the next accumulation overwrites. */
  public void zeroGrad() {
    parameters.values().forEach(Parameter::zeroGrad);
  }

  /** A new array of zeros with this layout, outside every scope. */
  public Tensor zeros() {
    return engine.persistent(values.shape());
  }

  /**
   * The windows of an array with this layout, by parameter name.
   *
   * @param flat shape (size)
   */
  public Map<String, Tensor> windows(Tensor flat) {
    flat.shape().require(values.shape(), "an array with the layout of this arena");
    Map<String, Tensor> out = new LinkedHashMap<>();
    int at = 0;
    for (Map.Entry<String, Parameter> e : parameters.entrySet()) {
      Shape s = e.getValue().shape();
      out.put(e.getKey(), flat.window(at, s));
      at += s.size();
    }
    return out;
  }

  /**
   * The name of the first parameter whose value or gradient is NaN or infinite, or null when all
   * are finite: what to tell when training diverges.
   */
  public String firstNonFinite() {
    for (Map.Entry<String, Parameter> e : parameters.entrySet()) {
      Tensor gradient = e.getValue().gradient();
      if (gradient != null && !gradient.isFinite()) {
        return "the gradient of " + e.getKey();
      }
      if (!e.getValue().value().isFinite()) {
        return e.getKey();
      }
    }
    return null;
  }

  /** Puts an array with this layout into a state dict, as one entry per parameter. */
  public StateDict toState(Tensor flat) {
    StateDict state = new StateDict();
    windows(flat).forEach(state::put);
    return state;
  }

  /**
   * Fills an array with this layout from a state dict.
   *
   * @param what the state dict is of, for messages
   * @throws UserError when entries are missing or of another shape; nothing is changed then
   */
  public void fromState(String what, StateDict state, Tensor flat) {
    Map<String, Tensor> windows = windows(flat);
    windows.forEach(
        (name, window) -> {
          if (!state.contains(name)) {
            throw new UserError(what + " has no entry '" + name + "'");
          }
          if (!state.shape(name).equals(window.shape())) {
            throw new UserError(
                what
                    + " has '"
                    + name
                    + "' of shape "
                    + state.shape(name)
                    + " instead of "
                    + window.shape());
          }
        });
    windows.forEach((name, window) -> window.set(state.tensor(name)));
  }
}
