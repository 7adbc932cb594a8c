package dev.ornstein.mnist.data;

/**
 * What {@code --data} stands for: images to learn from and images to judge by.
 *
 * @param train the images to learn from
 * @param test images of the same size and classes, never learnt from
 * @param source the value of {@code --data} that gives them again: that of {@code auto} is what it
 *     became
 * @param description where both came from and whether they are the known files, as a phrase for
 *     reports
 */
public record TrainTest(Dataset train, Dataset test, String source, String description) {
  /** Checks that both sets hold images of one size and the same classes. */
  public TrainTest {
    if (train.channels() != test.channels()
        || train.height() != test.height()
        || train.width() != test.width()
        || !train.classNames().equals(test.classNames())) {
      throw new IllegalArgumentException(
          "train and test sets must have images of one size and the same classes, got "
              + train
              + " and "
              + test);
    }
  }
}
