package dev.ornstein.examples.train;

/**
 * What an example is about: all in which the presets of one way of learning differ. The words are
 * those of {@link dev.ornstein.examples.run.RunConfig}.
 *
 * @param process the forward process
 * @param prediction what the network's output means
 * @param loss what is minimised
 * @param degradation what samples begin with, {@code none} for noise
 * @param classifier class of the network that guides, or {@code none}
 * @param labels {@code each} when classes are learnt, else {@code none}
 * @param labelDropout share of labels hidden from a network that is told them
 * @param sampler draws the samples
 * @param samplerSteps it takes
 * @param guidance weight γ of the classifier's gradient, 0 without a classifier
 */
record Task(
    String process,
    String prediction,
    String loss,
    String degradation,
    String classifier,
    String labels,
    float labelDropout,
    String sampler,
    int samplerSteps,
    double guidance) {}
