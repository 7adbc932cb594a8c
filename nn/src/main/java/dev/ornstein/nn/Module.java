package dev.ornstein.nn;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A part of a network: parameters, buffers and children, each under a name. Names joined by dots
 * are those of PyTorch's state dicts, and the order is that of registration; nothing is found by
 * reflection.
 *
 * <pre>
 * final class Mlp extends Layer {
 *   private final Linear in = make("in", i -> new Linear(i, 2, 64));
 *   private final Linear out = make("out", i -> new Linear(i, 64, 1));
 *
 *   Mlp(Init init) {
 *     super(init);
 *   }
 *
 *   public Var forward(Var x) {                      // (N, 2)
 *     return out.forward(in.forward(x).silu());      // (N, 1)
 *   }
 * }
 * </pre>
 *
 * <p>One thread uses a module at a time.
 */
public abstract class Module {
  private final Init init;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, Buffer> buffers = new LinkedHashMap<>();
  private final Map<String, Counter> counters = new LinkedHashMap<>();
  private final Map<String, Module> children = new LinkedHashMap<>();
  private boolean training = true;

  /** A module that makes neither parameters nor buffers nor children from a context. */
  protected Module() {
    this(null);
  }

  /**
   * @param init what {@link #make} and {@link #parameter} make things with
   */
  protected Module(Init init) {
    this.init = init;
  }

  // ---- registration, in constructors and field initialisers -------------------------------------

  /**
   * Makes and registers a child.
   *
   * @param name without dots, unused in this module
   * @param maker called with this module's context at {@code name}
   * @return the child
   */
  protected final <M extends Module> M make(String name, Function<Init, M> maker) {
    return child(name, maker.apply(context(name).at(name)));
  }

  /**
   * Registers a module made elsewhere as a child.
   *
   * @param name without dots, unused in this module
   * @return the child
   */
  protected final <M extends Module> M child(String name, M module) {
    requireFree(name);
    children.put(name, module);
    return module;
  }

  /**
   * Makes and registers a parameter.
   *
   * @param name without dots, unused in this module
   * @param shape of the values
   * @param first where the first values come from
   */
  protected final Parameter parameter(String name, Shape shape, Initializer first) {
    Tensor value = memory(name, shape);
    first.fill(value, init.rng().stream(name));
    return parameter(name, value);
  }

  /**
   * Registers a parameter over existing memory.
   *
   * @param name without dots, unused in this module
   * @param value must outlive every scope
   */
  protected final Parameter parameter(String name, Tensor value) {
    requireFree(name);
    Parameter p = new Parameter(name, value);
    parameters.put(name, p);
    return p;
  }

  /**
   * Makes and registers a buffer filled with {@code value}.
   *
   * @param name without dots, unused in this module
   */
  protected final Buffer buffer(String name, Shape shape, float value) {
    return buffer(name, memory(name, shape).fillInPlace(value));
  }

  /**
   * Registers a buffer over existing memory.
   *
   * @param name without dots, unused in this module
   * @param value must outlive every scope
   */
  protected final Buffer buffer(String name, Tensor value) {
    requireFree(name);
    Buffer b = new Buffer(name, value);
    buffers.put(name, b);
    return b;
  }

  /**
   * Registers a counter at 0.
   *
   * @param name without dots, unused in this module
   */
  protected final Counter counter(String name) {
    requireFree(name);
    Counter c = new Counter(name);
    counters.put(name, c);
    return c;
  }

  /** Memory that belongs to no scope: state outlives every step. */
  private Tensor memory(String name, Shape shape) {
    return context(name).engine().persistent(shape);
  }

  private Init context(String name) {
    if (init == null) {
      throw new IllegalStateException(
          "'"
              + name
              + "' of "
              + getClass().getSimpleName()
              + " needs a context: call super(init) in the constructor");
    }
    return init;
  }

  private void requireFree(String name) {
    if (name.isEmpty() || name.indexOf('.') >= 0) {
      throw new IllegalArgumentException(
          "a name in a module is not empty and has no dots, got '" + name + "'");
    }
    if (parameters.containsKey(name)
        || buffers.containsKey(name)
        || counters.containsKey(name)
        || children.containsKey(name)) {
      throw new IllegalArgumentException(
          getClass().getSimpleName() + " has something named '" + name + "' already");
    }
  }

  // ---- what is registered -----------------------------------------------------------------------

  /** Direct children by name. */
  public final Map<String, Module> children() {
    return Collections.unmodifiableMap(children);
  }

  /** All parameters of this module and below by full name, such as {@code conv1.weight}. */
  public final Map<String, Parameter> namedParameters() {
    return collect(m -> m.parameters);
  }

  /** All buffers of this module and below by full name. */
  public final Map<String, Buffer> namedBuffers() {
    return collect(m -> m.buffers);
  }

  /** All counters of this module and below by full name. */
  public final Map<String, Counter> namedCounters() {
    return collect(m -> m.counters);
  }

  /** All parameters of this module and below. */
  public final List<Parameter> parameters() {
    return List.copyOf(namedParameters().values());
  }

  /** Number of trained values. */
  public final long parameterCount() {
    return parameters().stream().mapToLong(p -> p.shape().size()).sum();
  }

  private <T> Map<String, T> collect(Function<Module, Map<String, T>> own) {
    Map<String, T> all = new LinkedHashMap<>();
    visit("", (prefix, module) -> own.apply(module).forEach((n, v) -> all.put(prefix + n, v)));
    return all;
  }

  /** Calls {@code action} with the name prefix of each module, this one first, depth first. */
  final void visit(String prefix, BiConsumer<String, Module> action) {
    action.accept(prefix, this);
    children.forEach((name, child) -> child.visit(prefix + name + ".", action));
  }

  // ---- modes ------------------------------------------------------------------------------------

  /** Whether layers that behave differently in training do so now. True in a new module. */
  public final boolean isTraining() {
    return training;
  }

  /**
   * Puts this module and all below into training or evaluation mode: in evaluation mode batch norms
   * use their running statistics and dropout does nothing.
   */
  public final void train(boolean on) {
    visit("", (prefix, module) -> module.training = on);
  }

  /**
   * Tells layers that draw random numbers in training which step comes next: the same step gives
   * the same draws, which is what makes a resumed run equal an uninterrupted one.
   *
   * @param number of the training step, at least 0
   */
  public final void beginStep(long number) {
    visit("", (prefix, module) -> module.onBeginStep(number));
  }

  /** What this module itself does at the beginning of a step; nothing unless overridden. */
  protected void onBeginStep(long number) {}

  // ---- state ------------------------------------------------------------------------------------

  /**
   * Parameters, buffers and counters by full name, sharing memory with this module: what is saved.
   */
  public final StateDict stateDict() {
    StateDict state = new StateDict();
    visit(
        "",
        (prefix, module) -> {
          module.parameters.forEach((n, p) -> state.put(prefix + n, p.value()));
          module.buffers.forEach((n, b) -> state.put(prefix + n, b.value()));
          module.counters.forEach((n, c) -> state.put(prefix + n, c.value()));
        });
    return state;
  }

  /**
   * Copies values from a state dict into this module. All names and shapes are checked first: when
   * anything is wrong, nothing is changed.
   *
   * @param state by this module's names; counters may be missing and are then 0, as files of old
   *     PyTorch versions have none
   * @throws dev.ornstein.tensor.UserError naming entries that are missing, unknown here, or of
   *     another shape
   */
  public final void loadStateDict(StateDict state) {
    StateLoader.load(this, state, true);
  }

  /**
   * Copies those values from a state dict that this module has a place for.
   *
   * @param strict whether missing and unknown names are refused, as in {@link
   *     #loadStateDict(StateDict)}; other shapes always are
   * @throws dev.ornstein.tensor.UserError naming what does not fit; nothing is changed then
   */
  public final void loadStateDict(StateDict state, boolean strict) {
    StateLoader.load(this, state, strict);
  }
}
