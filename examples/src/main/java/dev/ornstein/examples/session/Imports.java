package dev.ornstein.examples.session;

import dev.ornstein.examples.train.Presets;
import dev.ornstein.mnist.net.DenoisingNet;
import dev.ornstein.mnist.net.SeedUNet;
import dev.ornstein.mnist.net.SmallUNet;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.UserError;
import java.util.Optional;

/** Networks from weights of unknown origin: which one it is, is seen from names and shapes. */
final class Imports {
  private static final String SEED_FIRST = "denoiser.conv1.conv1.weight";
  private static final String SMALL_FIRST = "stem.weight";
  private static final String SMALL_LABELS = "label.weight";

  private Imports() {}

  /**
   * The network that weights belong to, in evaluation mode.
   *
   * @param weights by its names, with or without the prefix of seed 0's state dicts
   * @param preset which network it has to be, if a user says so
   * @param width which base filters it has to have, if a user says so
   * @param height of the images
   * @param columns their width
   * @throws UserError when they belong to no known network, or to another than the user says
   */
  static DenoisingNet network(
      Engine engine,
      StateDict weights,
      Optional<String> preset,
      Optional<Integer> width,
      int height,
      int columns) {
    Init init = Init.of(engine, 0); // every first weight is overwritten
    StateDict plain = weights.withoutPrefix(SeedUNet.PREFIX);
    String found = presetOf(plain);
    preset.ifPresent(Presets::require);
    if (preset.isPresent() && !preset.get().equals(found)) {
      throw new UserError(
          "--preset "
              + preset.get()
              + " is not the network of these weights, which is "
              + found
              + "; leave the option out or give that");
    }
    boolean seed = found.equals(Presets.SEED);
    String first = seed ? SEED_FIRST : SMALL_FIRST;
    int filters = plain.shape(first).rank() == 0 ? 0 : plain.shape(first).dim(0);
    if (width.isPresent() && width.get() != filters) {
      throw new UserError(
          "--width "
              + width.get()
              + " is not that of these weights: their "
              + first
              + " is "
              + plain.shape(first)
              + ", so it is "
              + filters);
    }
    return seed ? SeedUNet.load(init, plain, height, columns) : small(init, plain, filters);
  }

  private static String presetOf(StateDict weights) {
    if (weights.contains(SEED_FIRST)) {
      return Presets.SEED;
    }
    if (weights.contains(SMALL_FIRST)) {
      return Presets.SMALL;
    }
    throw new UserError(
        "these weights belong to no known network: they have neither "
            + SEED_FIRST
            + " (seed, with"
            + " or without "
            + SeedUNet.PREFIX
            + ") nor "
            + SMALL_FIRST
            + " (small)");
  }

  private static DenoisingNet small(Init init, StateDict weights, int width) {
    int classes =
        weights.contains(SMALL_LABELS) && weights.shape(SMALL_LABELS).rank() > 0
            ? weights.shape(SMALL_LABELS).dim(0) - 1
            : 0;
    SmallUNet net = new SmallUNet(init, width, classes, conditionChannels(weights));
    net.loadStateDict(weights);
    net.train(false);
    return net;
  }

  /** What the first convolution takes beside the one channel of the noisy image. */
  private static int conditionChannels(StateDict weights) {
    Shape stem = weights.shape(SMALL_FIRST);
    return stem.rank() < 2 ? 0 : Math.max(0, stem.dim(1) - 1);
  }
}
