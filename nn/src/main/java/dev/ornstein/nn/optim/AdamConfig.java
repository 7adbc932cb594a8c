package dev.ornstein.nn.optim;

/**
 * The constants of {@link Adam}, except the learning rate, which each step is given.
 *
 * @param beta1 decay of the mean of gradients, in [0, 1)
 * @param beta2 decay of the mean of squared gradients, in [0, 1)
 * @param epsilon added to the root of the mean square, above 0
 * @param weightDecay decoupled decay, at least 0: 0 is Adam, more is AdamW
 */
public record AdamConfig(float beta1, float beta2, float epsilon, float weightDecay) {
  /** Adam with PyTorch's constants: 0.9, 0.999, 1e-8. */
  public static final AdamConfig ADAM = new AdamConfig(0.9f, 0.999f, 1e-8f, 0f);

  /** AdamW with PyTorch's constants: 0.9, 0.999, 1e-8, decay 0.01. */
  public static final AdamConfig ADAM_W = new AdamConfig(0.9f, 0.999f, 1e-8f, 0.01f);

  /** Checks the ranges. */
  public AdamConfig {
    requireBeta("beta1", beta1);
    requireBeta("beta2", beta2);
    if (!(epsilon > 0) || Float.isInfinite(epsilon)) {
      throw new IllegalArgumentException("Adam's epsilon must be above 0, got " + epsilon);
    }
    if (!(weightDecay >= 0) || Float.isInfinite(weightDecay)) {
      throw new IllegalArgumentException("a weight decay must be at least 0, got " + weightDecay);
    }
  }

  private static void requireBeta(String name, float beta) {
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException("Adam's " + name + " must be in [0, 1), got " + beta);
    }
  }
}
