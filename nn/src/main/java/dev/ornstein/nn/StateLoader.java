package dev.ornstein.nn;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Copies a state dict into a module, after all of it has been checked. */
final class StateLoader {
  /** Names listed in a message; a wrong network differs in hundreds. */
  private static final int SHOWN = 5;

  private StateLoader() {}

  static void load(Module module, StateDict state, boolean strict) {
    Map<String, Tensor> places = new LinkedHashMap<>();
    module.namedParameters().forEach((name, p) -> places.put(name, p.value()));
    module.namedBuffers().forEach((name, b) -> places.put(name, b.value()));
    Map<String, Counter> counters = module.namedCounters();
    check(places, counters.keySet(), state, strict);
    places.forEach(
        (name, place) -> {
          if (state.contains(name)) {
            place.set(state.tensor(name));
          }
        });
    counters.forEach((name, counter) -> counter.set(state.contains(name) ? state.count(name) : 0));
  }

  private static void check(
      Map<String, Tensor> places, Set<String> counters, StateDict state, boolean strict) {
    List<String> faults = new ArrayList<>();
    if (strict) {
      Set<String> missing = new LinkedHashSet<>(places.keySet());
      missing.removeAll(state.names());
      Set<String> unknown = new LinkedHashSet<>(state.names());
      unknown.removeAll(places.keySet());
      unknown.removeAll(counters);
      list(faults, missing, "missing");
      list(faults, unknown, "unknown to this network");
    }
    Set<String> mismatched = new LinkedHashSet<>();
    for (String name : state.names()) {
      Shape wanted =
          counters.contains(name)
              ? Shape.SCALAR
              : places.containsKey(name) ? places.get(name).shape() : null;
      if (wanted == null) {
        continue;
      }
      boolean fits =
          counters.contains(name)
              ? state.shape(name).size() == 1
              : !state.isCount(name) && state.shape(name).equals(wanted);
      if (!fits) {
        mismatched.add(name + " is " + state.shape(name) + " instead of " + wanted);
      }
    }
    list(faults, mismatched, "of the wrong shape");
    if (!faults.isEmpty()) {
      throw new UserError("these weights belong to another network: " + String.join("; ", faults));
    }
  }

  private static void list(List<String> faults, Set<String> names, String what) {
    if (names.isEmpty()) {
      return;
    }
    List<String> shown = names.stream().limit(SHOWN).toList();
    String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
    faults.add(names.size() + " " + what + " (" + String.join(", ", shown) + more + ")");
  }
}
