package dev.ornstein.examples.train;

import dev.ornstein.examples.run.RunConfig;

/**
 * The configuration of an example in one of the two ways of learning, before the options of a user
 * change it; {@link Presets} has them all.
 *
 * @param model what is learnt; how many classes and parameters it has, only the data know
 * @param training how it is learnt
 * @param sampling how samples are drawn at the end; with labels only when classes are learnt
 */
public record Preset(
    RunConfig.Model model, RunConfig.Training training, RunConfig.Sampling sampling) {

  /** Whether classes are learnt, by the network or by a classifier beside it. */
  public boolean labelled() {
    return !sampling.labels().equals("none");
  }
}
