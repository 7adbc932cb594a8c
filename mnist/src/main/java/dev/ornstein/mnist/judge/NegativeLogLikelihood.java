package dev.ornstein.mnist.judge;

import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;

/**
 * The loss of a classifier: the mean of −log p(label) over images. Of {@code logits.logSoftmax()}
 * it is the cross-entropy.
 */
public final class NegativeLogLikelihood {
  private NegativeLogLikelihood() {}

  /**
   * −1/N Σₙ log p(labelₙ), differentiable.
   *
   * @param logProbabilities (N, classes), N at least 1
   * @param labels N classes
   * @return rank 0
   * @throws ShapeException when there is not a label for each row
   * @throws IllegalArgumentException when a label is no class
   */
  public static Var of(Var logProbabilities, int... labels) {
    if (logProbabilities.shape().rank() != 2 || logProbabilities.dim(0) != labels.length) {
      throw new ShapeException(
          "log-probabilities (N, classes) with N labels are wanted; got "
              + logProbabilities.shape()
              + " with "
              + labels.length);
    }
    Tensor share = logProbabilities.engine().zeros(logProbabilities.shape());
    int classes = logProbabilities.dim(1);
    for (int n = 0; n < labels.length; n++) {
      if (labels[n] < 0 || labels[n] >= classes) {
        throw new IllegalArgumentException(
            "label " + labels[n] + " of image " + n + " must be 0 … " + (classes - 1));
      }
      share.set(n * classes + labels[n], -1f / labels.length);
    }
    return logProbabilities.times(Var.constant(share)).sum();
  }
}
