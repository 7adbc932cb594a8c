package dev.ornstein.mnist.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The four files of MNIST and of every dataset published in its form. */
enum IdxFile {
  TRAIN_IMAGES("train-images", 3),
  TRAIN_LABELS("train-labels", 1),
  TEST_IMAGES("t10k-images", 3),
  TEST_LABELS("t10k-labels", 1);

  private final String stem;
  private final int dimensions;

  IdxFile(String stem, int dimensions) {
    this.stem = stem;
    this.dimensions = dimensions;
  }

  /** The name under which it is published, for instance {@code train-images-idx3-ubyte}. */
  String fileName() {
    return stem + "-idx" + dimensions + "-ubyte";
  }

  /** The names that it may have: with {@code -} or {@code .} before {@code idx}, plain or gz. */
  List<String> acceptedNames() {
    String dotted = stem + ".idx" + dimensions + "-ubyte";
    return List.of(fileName(), dotted, fileName() + ".gz", dotted + ".gz");
  }

  /** This file in a folder: the files of the accepted names, in their order. */
  List<Path> in(Path folder) {
    return acceptedNames().stream().map(folder::resolve).filter(Files::isRegularFile).toList();
  }

  /**
   * Reads it.
   *
   * @throws dev.ornstein.tensor.UserError when it is not the IDX file it should be
   */
  IdxArray read(Path file) {
    return dimensions == 1 ? IdxReader.readLabels(file) : IdxReader.readImages(file);
  }
}
