package dev.ornstein.autograd;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Memory;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Records operations while it is open, in the order in which they run, and differentiates by
 * walking back over them.
 *
 * <pre>{@code
 * try (Tape tape = Tape.record()) {
 *   Var loss = model.apply(x).minus(target).square().mean();
 *   tape.backward(loss);
 * }
 * }</pre>
 *
 * <p>A tape belongs to the thread that opened it. Tapes nest, and the innermost one records; an
 * inner tape is independent of the outer one: a value recorded on one of them is refused on the
 * other unless it is detached. What is recorded stays until the tape closes, so that a result can
 * be differentiated more than once. The memory of the values belongs to the engine's scopes: a
 * scope around the tape returns it at the end of the step.
 */
public final class Tape implements AutoCloseable {
  private static final ThreadLocal<Tape> CURRENT = new ThreadLocal<>();

  private final Tape outer;
  private final List<Operation> operations = new ArrayList<>();
  private boolean open = true;

  private Tape(Tape outer) {
    this.outer = outer;
  }

  /** Opens a tape: the innermost recording scope of this thread until it is closed. */
  public static Tape record() {
    Tape tape = new Tape(CURRENT.get());
    CURRENT.set(tape);
    return tape;
  }

  /** Whether operations on this thread are being recorded. */
  public static boolean isRecording() {
    return CURRENT.get() != null;
  }

  /**
   * The innermost recording scope of this thread, or null when nothing is recorded: for a function
   * that differentiates within, so that its gradient is recorded where its caller records.
   */
  public static Tape current() {
    return CURRENT.get();
  }

  static void setCurrent(Tape tape) {
    if (tape == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(tape);
    }
  }

  Var keep(Operation operation, Tensor value) {
    for (Var input : operation.inputs()) {
      if (input.tape() != null && input.tape() != this) {
        throw new IllegalStateException(
            operation.name()
                + " meets a value "
                + input.shape()
                + " that was recorded on "
                + (input.tape().open ? "another tape" : "a tape that is closed")
                + "; detach() it to use it as a constant here");
      }
    }
    Var output = new Var(value, true, this, operation);
    operation.recorded(output, operations.size());
    operations.add(operation);
    return output;
  }

  /**
   * Adds ∂loss/∂leaf to the gradient of every leaf that the loss depends on.
   *
   * @param loss one element, recorded on this tape
   * @throws ShapeException when it has more than one element
   * @throws IllegalStateException when it was not recorded here, or the tape is closed, or a tensor
   *     that is needed was overwritten in place
   */
  public void backward(Var loss) {
    requireOneElement(loss, "backward");
    backward(loss, onesLike(loss));
  }

  /**
   * Adds (∂y/∂leaf)ᵀ·gradOfY to the gradient of every leaf that y depends on.
   *
   * @param y recorded on this tape
   * @param gradOfY of y's shape
   */
  public void backward(Var y, Tensor gradOfY) {
    requireMine(y, "backward");
    gradOfY.shape().require(y.shape(), "the output gradient given to backward");
    walk(y, Var.constant(gradOfY), Adjoints.forLeaves());
  }

  /**
   * ∂y/∂x for each x, without touching the gradients of leaves. Only what lies between y and the xs
   * is computed.
   *
   * @param y one element, recorded on this tape
   * @param xs leaves, or values recorded on this tape
   * @param createGraph whether the gradients are recorded on this tape too, to be differentiated
   *     again
   * @return a gradient of its shape for each x: zeros where y does not depend on it
   */
  public List<Var> gradients(Var y, List<Var> xs, boolean createGraph) {
    requireOneElement(y, "gradients");
    return gradients(y, Var.constant(onesLike(y)), xs, createGraph);
  }

  /**
   * (∂y/∂x)ᵀ·gradOfY for each x; see {@link #gradients(Var, List, boolean)}.
   *
   * @param gradOfY of y's shape; with {@code createGraph} the result is a function of it too
   */
  public List<Var> gradients(Var y, Var gradOfY, List<Var> xs, boolean createGraph) {
    requireMine(y, "gradients");
    gradOfY.shape().require(y.shape(), "the output gradient given to gradients");
    Set<Var> targets = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < xs.size(); i++) {
      requireTarget(xs.get(i), i);
      targets.add(xs.get(i));
    }
    Adjoints adjoints = Adjoints.forTargets(targets, leadsTo(targets), createGraph);
    walk(y, gradOfY, adjoints);
    List<Var> out = new ArrayList<>();
    Set<Memory> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    taken.add(gradOfY.value().memory());
    for (Var x : xs) {
      Var g = adjoints.get(x);
      if (g == null) {
        g = Var.constant(x.engine().zeros(x.shape()));
      } else if (!createGraph && !taken.add(g.value().memory())) {
        g = Var.constant(g.value().copy()); // a + b hands one tensor to both: give each its own
      }
      out.add(g);
    }
    return out;
  }

  /** Which recorded operations have a result that depends on a target. */
  private boolean[] leadsTo(Set<Var> targets) {
    boolean[] leads = new boolean[operations.size()];
    for (int i = 0; i < leads.length; i++) {
      for (Var input : operations.get(i).inputs()) {
        Operation maker = input.maker;
        leads[i] |= targets.contains(input) || (maker != null && leads[maker.index()]);
      }
    }
    return leads;
  }

  private void walk(Var y, Var gradOfY, Adjoints adjoints) {
    Tape before = CURRENT.get();
    setCurrent(adjoints.recorded() ? this : null);
    try {
      adjoints.add(y, gradOfY);
      int last = y.maker == null ? -1 : y.maker.index();
      if (adjoints.endInLeaves()) {
        walkAndRelease(last, y.engine(), adjoints);
      } else {
        for (int i = last; i >= 0; i--) {
          Operation operation = operations.get(i);
          Var gy = adjoints.take(operation.output());
          if (gy != null) {
            operation.propagate(gy, adjoints);
          }
        }
      }
    } finally {
      setCurrent(before);
    }
  }

  /**
   * The walk when nothing but the leaves' gradients remains of it: what an operation makes and does
   * not hand on returns to the pool at once, and so does the gradient that it has consumed. The
   * same few arrays then serve the whole walk, while they are in the caches.
   */
  private void walkAndRelease(int last, Engine engine, Adjoints adjoints) {
    try (Scope walk = engine.scope()) {
      for (int i = last; i >= 0; i--) {
        Operation operation = operations.get(i);
        Var gy = adjoints.take(operation.output());
        if (gy == null) {
          continue;
        }
        try (Scope made = engine.scope()) {
          operation.propagate(gy, adjoints);
          adjoints.forEach(g -> made.keep(g.value()));
        }
        if (!adjoints.holds(gy.value())) {
          walk.release(gy.value());
        }
      }
    }
  }

  /**
   * The first thing on this tape, in the order of execution, that has a NaN or an infinite element:
   * an input (by its name when it has one) or the result of an operation. It reads every value, so
   * call it only when a loss has gone wrong.
   *
   * @return one clause for a message, or nothing when all are finite
   */
  public Optional<String> firstNonFinite() {
    for (Operation operation : operations) {
      for (Var input : operation.inputs()) {
        if (input.maker == null && !input.value().isFinite()) {
          return Optional.of(input.describe() + ", an input of " + operation);
        }
      }
      if (!operation.output().value().isFinite()) {
        return Optional.of("the result of " + operation);
      }
    }
    return Optional.empty();
  }

  /** What is recorded so far, in order. */
  List<Operation> operations() {
    return Collections.unmodifiableList(operations);
  }

  private static Tensor onesLike(Var y) {
    return y.engine().full(y.shape(), 1f);
  }

  private static void requireOneElement(Var y, String what) {
    if (y.shape().size() != 1) {
      throw new ShapeException(
          what
              + " needs a result of one element; this one is "
              + y.shape()
              + ": reduce it with sum() or mean(), or give the gradient of the output");
    }
  }

  private void requireMine(Var y, String what) {
    if (!open) {
      throw new IllegalStateException(what + " on a closed tape; call it before the tape closes");
    }
    if (!y.requiresGrad()) {
      throw new IllegalStateException(
          what
              + " of a value "
              + y.shape()
              + " that was not recorded: it depends on no leaf, or was"
              + " computed outside a tape or inside NoGrad");
    }
    if (y.tape() != null && y.tape() != this) {
      throw new IllegalStateException(
          what + " of a value " + y.shape() + " that was recorded on another tape");
    }
  }

  private void requireTarget(Var x, int i) {
    if (!x.requiresGrad()) {
      throw new IllegalArgumentException(
          "gradients for x["
              + i
              + "] of shape "
              + x.shape()
              + ", a constant; make it with Var.leaf");
    }
    if (x.tape() != null && x.tape() != this) {
      throw new IllegalArgumentException(
          "gradients for x[" + i + "] of shape " + x.shape() + ", recorded on another tape");
    }
  }

  /**
   * Stops recording and forgets what was recorded; the values stay readable.
   *
   * @throws IllegalStateException when a tape or NoGrad region that was opened inside is still open
   */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    if (CURRENT.get() != this) {
      throw new IllegalStateException(
          "a tape was closed while a tape or NoGrad region that was opened inside it is still open,"
              + " or on another thread");
    }
    open = false;
    setCurrent(outer);
    for (Operation operation : operations) {
      operation.output().maker = null;
    }
    operations.clear();
  }
}
