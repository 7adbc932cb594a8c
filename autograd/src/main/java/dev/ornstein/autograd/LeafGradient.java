package dev.ornstein.autograd;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/** Where the gradient of a leaf accumulates. */
final class LeafGradient {
  private final Var leaf;
  private Tensor memory;
  private boolean filled;
  private boolean lent;

  /** What was added while the memory was lent, or null. */
  private Tensor apart;

  LeafGradient(Var leaf) {
    this.leaf = leaf;
  }

  /** The gradient, or null when it is empty. */
  Tensor get() {
    return filled ? memory : null;
  }

  /** Accumulates into {@code buffer} from now on, beginning empty. */
  void into(Tensor buffer) {
    memory = buffer;
    clear();
  }

  void clear() {
    filled = false;
    lent = false;
    apart = null;
  }

  /** See {@link Adjoints#memoryFor}. */
  Tensor lend() {
    if (filled || lent) {
      return leaf.engine().empty(leaf.shape());
    }
    lent = true;
    return memory();
  }

  void add(Tensor g) {
    Tensor sum = memory();
    if (lent && g != sum) { // who has borrowed it has written it already
      apart = apart == null ? g.copy() : apart.plus(g);
      return;
    }
    if (lent) {
      sum.changed();
      if (apart != null) {
        sum.addInPlace(1f, apart);
        apart = null;
      }
    } else if (filled) {
      sum.addInPlace(1f, g);
    } else {
      sum.set(g);
    }
    filled = true;
    lent = false;
  }

  /** As {@link #add}, by a kernel that writes here. */
  void add(Adjoints.Kernel kernel) {
    if (lent) {
      Tensor g = leaf.engine().empty(leaf.shape());
      kernel.write(g, false);
      add(g);
      return;
    }
    Tensor sum = memory();
    kernel.write(sum, filled);
    sum.changed();
    filled = true;
  }

  private Tensor memory() {
    if (memory == null) {
      Shape shape = leaf.shape(); // not of the engine's pool: a scope may close before it is read
      memory = leaf.engine().wrap(new float[shape.size()], shape);
    }
    return memory;
  }
}
