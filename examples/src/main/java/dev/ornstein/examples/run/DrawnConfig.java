package dev.ornstein.examples.run;

/**
 * What the command {@code sample} was given, with its defaults resolved: the object {@code drawn}
 * of its {@code config.json}. The rest of that file is the configuration of the run, with which its
 * model was trained, but for the command, the sampling and the environment, which are those of the
 * samples.
 *
 * @param run folder of the model, its full name
 * @param raw whether the weights were taken as trained, instead of their average
 * @param seed of the noise of the samples
 * @param data whose test images are restored; null, and left out of the file, when nothing is
 */
public record DrawnConfig(String run, boolean raw, long seed, RunConfig.Data data) {}
