package dev.ornstein.mnist.data;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A published dataset in the form of MNIST: what its four files hash to and where they can be had.
 *
 * @param title what people call it
 * @param folder its folder within the cache, and what {@code --data} calls it
 * @param classNames a name per class
 * @param mirrors folders on the web, each ending in {@code /}, in the order in which they are tried
 * @param checksums what each file hashes to, uncompressed
 */
record MnistSource(
    String title,
    String folder,
    List<String> classNames,
    List<URI> mirrors,
    Map<IdxFile, Checksum> checksums) {

  /** Handwritten digits (LeCun, Cortes and Burges). */
  static final MnistSource MNIST =
      new MnistSource(
          "MNIST",
          "mnist",
          List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
          List.of(
              URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
              URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/")),
          Map.of(
              IdxFile.TRAIN_IMAGES,
              Checksum.sha256("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
              IdxFile.TRAIN_LABELS,
              Checksum.sha256("65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
              IdxFile.TEST_IMAGES,
              Checksum.sha256("0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
              IdxFile.TEST_LABELS,
              Checksum.sha256("ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")));

  /**
   * Articles of clothing (Xiao, Rasul and Vollgraf 2017, arXiv 1708.07747). Of its uncompressed
   * files only MD5 sums are published.
   */
  static final MnistSource FASHION =
      new MnistSource(
          "Fashion-MNIST",
          "fashion",
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"),
          List.of(
              URI.create(
                  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/"
                      + "data/fashion/"),
              URI.create(
                  "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"),
              URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
          Map.of(
              IdxFile.TRAIN_IMAGES, Checksum.md5("f4a8712d7a061bf5bd6d2ca38dc4d50a"),
              IdxFile.TRAIN_LABELS, Checksum.md5("9018921c3c673c538a1fc5bad174d6f9"),
              IdxFile.TEST_IMAGES, Checksum.md5("8181f5470baa50b63fa0f6fddb340f0a"),
              IdxFile.TEST_LABELS, Checksum.md5("15d484375f8d13e6eb1aabb0c3f46965")));

  /** {@code true} when all four files are the published ones. */
  boolean matches(Map<IdxFile, IdxArray> files) {
    return checksums.entrySet().stream().allMatch(e -> e.getValue().fits(files.get(e.getKey())));
  }
}
