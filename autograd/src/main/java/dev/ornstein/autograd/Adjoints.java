package dev.ornstein.autograd;

import dev.ornstein.autograd.op.Sum;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Reduce;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Collects gradients during one backward pass: {@link Operation#backward} adds to the gradients of
 * its inputs here. Contributions are added in the order in which they arrive, which the tape fixes.
 */
public final class Adjoints {
  /** A gradient under way; {@code owned} when nothing else can hold its memory. */
  private static final class Sink {
    Var grad;
    boolean owned;
  }

  /** Computes a gradient into memory that it is given. */
  @FunctionalInterface
  public interface Kernel {
    /**
     * @param out of the input's shape
     * @param accumulate whether to add to what is there instead of overwriting it
     */
    void write(Tensor out, boolean accumulate);
  }

  private final Map<Var, Sink> sinks = new IdentityHashMap<>();
  private final boolean recorded;
  private final Set<Var> targets; // null: accumulate into all leaves
  private final boolean[] leadsToTarget; // by position on the tape; null as above

  /** Gradients for all leaves, accumulated in them. */
  static Adjoints forLeaves() {
    return new Adjoints(false, null, null);
  }

  /** Gradients of some values only. */
  static Adjoints forTargets(Set<Var> targets, boolean[] leadsToTarget, boolean recorded) {
    return new Adjoints(recorded, targets, leadsToTarget);
  }

  private Adjoints(boolean recorded, Set<Var> targets, boolean[] leadsToTarget) {
    this.recorded = recorded;
    this.targets = targets;
    this.leadsToTarget = leadsToTarget;
  }

  /**
   * Whether this pass may be differentiated again. Then only operations on {@code Var}s are
   * allowed; otherwise a fused kernel may compute the same gradient.
   */
  public boolean recorded() {
    return recorded;
  }

  /** Whether the gradient of {@code x} is needed. */
  public boolean wants(Var x) {
    if (!x.requiresGrad()) {
      return false;
    }
    if (targets == null || targets.contains(x)) {
      return true;
    }
    Operation maker = x.maker;
    return maker != null && leadsToTarget[maker.index()];
  }

  /** Adds a gradient, which is only computed when it is needed. */
  public void add(Var x, Supplier<Var> gradient) {
    if (wants(x)) {
      add(x, gradient.get());
    }
  }

  /**
   * Adds a gradient.
   *
   * @param gradient of x's shape, or of a shape to which x was broadcast: that is undone here, by
   *     summing
   */
  public void add(Var x, Var gradient) {
    if (!wants(x)) {
      return;
    }
    boolean whole = gradient.shape().equals(x.shape());
    if (targets == null && x.isLeaf()) {
      x.gradient().add(whole ? gradient.value() : sum(x, gradient.value()), this);
      return;
    }
    Var g = whole ? gradient : Sum.toShape(gradient, x.shape());
    Sink sink = sinks.computeIfAbsent(x, k -> new Sink());
    if (sink.grad == null) {
      sink.grad = g; // perhaps held by others too: not to be written
    } else if (sink.owned) {
      sink.grad.value().addInPlace(1f, g.value());
    } else {
      sink.grad = sink.grad.plus(g);
      sink.owned = !recorded;
    }
  }

  /**
   * Adds a gradient straight into a leaf's memory, sparing a large one its temporary copy. Only in
   * a pass that is not {@link #recorded}.
   */
  public void add(Var x, Kernel kernel) {
    if (!wants(x)) {
      return;
    }
    if (targets == null && x.isLeaf()) {
      x.gradient().add(kernel, this);
    } else {
      Tensor g = x.engine().empty(x.shape());
      kernel.write(g, false);
      add(x, Var.constant(g));
    }
  }

  /**
   * Memory for a gradient of x, to be written and then {@linkplain #add(Var, Var) added}: a leaf's
   * own while that is empty, which spares a copy.
   */
  public Tensor memoryFor(Var x) {
    return targets == null && x.isLeaf() && wants(x)
        ? x.gradient().lend(this)
        : x.engine().empty(x.shape());
  }

  private Tensor sum(Var x, Tensor gradient) {
    Tensor sum = memoryFor(x);
    Reduce.toShape(sum, gradient);
    return sum;
  }

  /**
   * Adds a gradient that a kernel computes, which adds what has reached x before on the way. Only
   * in a pass that is not {@link #recorded}.
   *
   * @param gradient given that sum, or null where there is nothing yet, returns the new sum in
   *     memory of its own
   */
  public void addToSum(Var x, UnaryOperator<Tensor> gradient) {
    Sink sink = sinks.get(x);
    if (sink == null) {
      add(x, Var.constant(gradient.apply(null)));
    } else {
      sink.grad = Var.constant(gradient.apply(sink.grad.value()));
      sink.owned = true;
    }
  }

  /** Whether all that remains of this pass is what leaves have accumulated. */
  boolean endInLeaves() {
    return targets == null && !recorded;
  }

  /** Visits the gradients that wait for their operation. */
  void forEach(Consumer<Var> visitor) {
    sinks.values().forEach(sink -> visitor.accept(sink.grad));
  }

  /** Whether a gradient that waits for its operation lies in this tensor's memory. */
  boolean holds(Tensor tensor) {
    for (Sink sink : sinks.values()) {
      if (sink.grad.value().memory() == tensor.memory()) {
        return true;
      }
    }
    return false;
  }

  /** The gradient of {@code x} so far, or null when nothing has reached it. */
  Var get(Var x) {
    Sink sink = sinks.get(x);
    return sink == null ? null : sink.grad;
  }

  /** As {@link #get}; forgets it unless it is a target. */
  Var take(Var x) {
    Sink sink = targets != null && targets.contains(x) ? sinks.get(x) : sinks.remove(x);
    return sink == null ? null : sink.grad;
  }
}
