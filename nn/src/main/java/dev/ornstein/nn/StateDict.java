package dev.ornstein.nn;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.io.SafeTensors;
import dev.ornstein.tensor.io.SafeTensorsWriter;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Named values in order: tensors of float32 and single integers. The state of a module, of an
 * optimiser, of an average; what goes to files and comes from them.
 */
public final class StateDict {
  /** A tensor, or (when that is null) an integer. */
  private record Entry(Tensor tensor, long count) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** An empty one. */
  public StateDict() {}

  /**
   * Adds a tensor; its memory is shared.
   *
   * @throws IllegalArgumentException when the name is taken
   */
  public void put(String name, Tensor tensor) {
    add(name, new Entry(tensor, 0));
  }

  /**
   * Adds an integer.
   *
   * @throws IllegalArgumentException when the name is taken
   */
  public void put(String name, long count) {
    add(name, new Entry(null, count));
  }

  /** Adds all of another one under names that begin with {@code prefix}. */
  public void putAll(String prefix, StateDict other) {
    other.entries.forEach((name, entry) -> add(prefix + name, entry));
  }

  private void add(String name, Entry entry) {
    if (entries.putIfAbsent(name, entry) != null) {
      throw new IllegalArgumentException("the state dict has an entry '" + name + "' already");
    }
  }

  /** All names in order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** Whether there is an entry of this name. */
  public boolean contains(String name) {
    return entries.containsKey(name);
  }

  /** Whether the entry is an integer. */
  public boolean isCount(String name) {
    return entry(name).tensor == null;
  }

  /**
   * A tensor.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  public Tensor tensor(String name) {
    Entry e = entry(name);
    if (e.tensor == null) {
      throw new IllegalArgumentException(
          "'" + name + "' is the integer " + e.count + ", no tensor");
    }
    return e.tensor;
  }

  /**
   * An integer; a tensor of one element is taken for one, since some programs write counters so.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  public long count(String name) {
    Entry e = entry(name);
    return e.tensor == null ? e.count : (long) e.tensor.item();
  }

  /** The shape of an entry; {@code ()} for an integer. */
  public Shape shape(String name) {
    Entry e = entry(name);
    return e.tensor == null ? Shape.SCALAR : e.tensor.shape();
  }

  private Entry entry(String name) {
    Entry e = entries.get(name);
    if (e == null) {
      throw new IllegalArgumentException("the state dict has no entry '" + name + "'");
    }
    return e;
  }

  /** The entries whose names begin with {@code prefix}, without it; memory is shared. */
  public StateDict sub(String prefix) {
    StateDict out = new StateDict();
    entries.forEach(
        (name, entry) -> {
          if (name.startsWith(prefix)) {
            out.add(name.substring(prefix.length()), entry);
          }
        });
    return out;
  }

  /**
   * This one without {@code prefix} when all names begin with it, else as it is. PyTorch code that
   * wraps a network in another module saves such names.
   */
  public StateDict withoutPrefix(String prefix) {
    boolean all = !entries.isEmpty() && names().stream().allMatch(n -> n.startsWith(prefix));
    return all ? sub(prefix) : this;
  }

  // ---- files ------------------------------------------------------------------------------------

  /**
   * Adds all entries to a file that is being written, under names that begin with {@code prefix}.
   */
  public void addTo(SafeTensorsWriter file, String prefix) {
    entries.forEach(
        (name, entry) -> {
          if (entry.tensor == null) {
            file.addLongs(prefix + name, Shape.SCALAR, entry.count);
          } else {
            file.add(prefix + name, entry.tensor);
          }
        });
  }

  /**
   * Writes a safetensors file that PyTorch loads.
   *
   * @throws dev.ornstein.tensor.UserError when the file cannot be written; it stays as it was
   */
  public void write(Path path) {
    SafeTensorsWriter file = new SafeTensorsWriter().metadata("format", "pt");
    addTo(file, "");
    file.write(path);
  }

  /**
   * Reads a safetensors file. Single integers become counts, everything else float32.
   *
   * @throws dev.ornstein.tensor.UserError when the file cannot be read or is damaged
   */
  public static StateDict read(Path path, Engine engine) {
    try (SafeTensors file = SafeTensors.read(path)) {
      return read(file, engine);
    }
  }

  /** Reads all tensors of an open file; see {@link #read(Path, Engine)}. */
  public static StateDict read(SafeTensors file, Engine engine) {
    StateDict state = new StateDict();
    for (String name : file.names()) {
      Shape shape = file.shape(name);
      if (file.dtype(name).isInteger() && shape.size() == 1) {
        state.put(name, file.longs(name)[0]);
      } else {
        state.put(name, engine.wrap(file.floats(name), shape));
      }
    }
    return state;
  }
}
