package dev.ornstein.mnist.net;

import dev.ornstein.nn.Init;
import dev.ornstein.nn.Module;
import java.util.function.Function;

/**
 * What classifier guidance learns: a network of all images, and one that tells their classes. Their
 * scores add up to that of the images of a class (Bayes' rule), ∇ ln p(x_t given y) = ∇ ln p(x_t) +
 * ∇ ln p(y given x_t).
 *
 * <p>As one module, {@code prior} and {@code classifier}, they have one state dict and one
 * optimiser.
 */
public final class GuidedNet extends Module {
  private final DenoisingNet prior;
  private final NoisyClassifier classifier;

  /**
   * @param prior makes the network of all images, which is told no classes
   * @param classifier makes the classifier
   * @throws IllegalArgumentException when the prior takes labels
   */
  public GuidedNet(
      Init init,
      Function<Init, ? extends DenoisingNet> prior,
      Function<Init, ? extends NoisyClassifier> classifier) {
    super(init);
    this.prior = make("prior", prior::apply);
    this.classifier = make("classifier", classifier::apply);
    if (this.prior.classes() != 0) {
      throw new IllegalArgumentException(
          "the prior of classifier guidance knows no classes; this one knows "
              + this.prior.classes());
    }
  }

  /** The network of all images. */
  public DenoisingNet prior() {
    return prior;
  }

  /** The network that tells the classes. */
  public NoisyClassifier classifier() {
    return classifier;
  }
}
