package dev.ornstein.autograd;

import dev.ornstein.tensor.Tensor;

/** Where the gradient of a leaf accumulates. */
final class LeafGradient {
  private final Var leaf;
  private Tensor memory;
  private boolean filled;

  /** The pass that has borrowed the memory and not brought it back, or null. */
  private Adjoints borrower;

  /** What that pass has added meanwhile, or null. */
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
    borrower = null;
    apart = null;
  }

  /** See {@link Adjoints#memoryFor}. */
  Tensor lend(Adjoints pass) {
    if (filled || isLentTo(pass)) {
      return leaf.engine().empty(leaf.shape());
    }
    borrower = pass;
    return memory();
  }

  /** What a pass borrowed that failed before it brought the memory back is forgotten. */
  private boolean isLentTo(Adjoints pass) {
    if (borrower != pass) {
      borrower = null;
      apart = null;
    }
    return borrower != null;
  }

  void add(Tensor g, Adjoints pass) {
    Tensor sum = memory();
    boolean lent = isLentTo(pass);
    if (lent && g != sum) { // who has borrowed it has written it already
      apart = apart == null ? g.copy() : apart.plus(g);
      return;
    }
    if (lent) {
      sum.changed();
      if (apart != null) {
        sum.addInPlace(1f, apart);
      }
    } else if (filled) {
      sum.addInPlace(1f, g);
    } else {
      sum.set(g);
    }
    filled = true;
    borrower = null;
    apart = null;
  }

  /** As {@link #add}, by a kernel that writes here. */
  void add(Adjoints.Kernel kernel, Adjoints pass) {
    if (isLentTo(pass)) {
      Tensor g = leaf.engine().empty(leaf.shape());
      kernel.write(g, false);
      add(g, pass);
      return;
    }
    Tensor sum = memory();
    kernel.write(sum, filled);
    sum.changed();
    filled = true;
  }

  private Tensor memory() {
    if (memory == null) {
      memory = leaf.engine().persistent(leaf.shape()); // a scope may close before it is read
    }
    return memory;
  }
}
