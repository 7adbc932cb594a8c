package dev.ornstein.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The life of the tensors of one step. Every tensor that the engine makes while a scope is the
 * innermost one returns its memory to the pool when the scope closes; its content is then
 * undefined. {@link #keep} hands a tensor to the surrounding scope instead (or to the collector,
 * when there is none). Scopes nest and close in reverse order; one thread drives them.
 */
public final class Scope implements AutoCloseable {
  private final Engine engine;
  private final Scope outer;
  private final List<Memory> memories = new ArrayList<>();
  private final Set<Memory> kept = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean open = true;

  Scope(Engine engine, Scope outer) {
    this.engine = engine;
    this.outer = outer;
  }

  Scope outer() {
    return outer;
  }

  void register(Memory memory) {
    memories.add(memory);
  }

  /**
   * Lets a tensor outlive this scope.
   *
   * @param tensor made inside this scope; others are unaffected
   * @return the same tensor
   */
  public Tensor keep(Tensor tensor) {
    kept.add(tensor.memory());
    return tensor;
  }

  /**
   * Returns a tensor's memory to the pool before the scope closes; its content, and that of all its
   * views, is undefined from now on. Does nothing for a tensor that is not of this scope.
   */
  public void release(Tensor tensor) {
    Memory memory = tensor.memory();
    for (int i = memories.size() - 1; i >= 0; i--) {
      if (memories.get(i) == memory) {
        memories.remove(i);
        kept.remove(memory); // it may come back for another tensor
        engine.pool().give(memory);
        return;
      }
    }
  }

  /**
   * Returns all memory to the pool, except those kept.
   *
   * @throws IllegalStateException when a scope opened inside this one is still open
   */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    engine.closed(this); // may refuse; then this scope stays open
    open = false;
    for (Memory memory : memories) {
      if (!kept.contains(memory)) {
        engine.pool().give(memory);
      } else if (outer != null) {
        outer.register(memory);
      }
    }
    memories.clear();
  }
}
