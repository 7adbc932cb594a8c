package dev.ornstein.nn;

import dev.ornstein.autograd.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Layers one after another; their names are {@code 0}, {@code 1}, … as in PyTorch. */
public final class Sequential extends Layer {
  private final List<Layer> layers = new ArrayList<>();

  /**
   * @param init the context of this module
   * @param makers make the layers, each with a context of its own
   */
  @SafeVarargs
  public Sequential(Init init, Function<Init, ? extends Layer>... makers) {
    super(init);
    for (Function<Init, ? extends Layer> maker : makers) {
      layers.add(make(String.valueOf(layers.size()), maker));
    }
  }

  /** The layers in order. */
  public List<Layer> layers() {
    return List.copyOf(layers);
  }

  @Override
  public Var forward(Var x) {
    Var y = x;
    for (Layer layer : layers) {
      y = layer.forward(y);
    }
    return y;
  }
}
