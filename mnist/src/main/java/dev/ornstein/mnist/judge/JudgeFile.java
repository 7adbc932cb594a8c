package dev.ornstein.mnist.judge;

import dev.ornstein.nn.Init;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.SafeTensors;
import dev.ornstein.tensor.io.SafeTensorsWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * A judge in a safetensors file: the weights under PyTorch's names; {@code reference.mean} (84),
 * {@code reference.covariance} (84, 84) and {@code reference.count} of the features of the test
 * images; and what is known about the judge as strings in the metadata.
 */
final class JudgeFile {
  private static final String RESOURCE = "lenet5.safetensors";
  private static final String REFERENCE = "reference.";
  private static final String ACCURACY = "accuracy";
  private static final String FLOOR = "frechet_floor.";
  private static final String NEAREST = "nearest_test";

  private JudgeFile() {}

  /** The judge among the resources. It is unpacked: a file of tensors is read by position. */
  static Judge load(Engine engine) {
    Path unpacked = null;
    try (InputStream in = JudgeFile.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new UserError(
            "the judge's weights, " + RESOURCE + ", are missing from this build of Ornstein");
      }
      unpacked = Files.createTempFile("ornstein-judge", ".safetensors");
      Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
      return read(unpacked, engine);
    } catch (IOException e) {
      throw new UserError(
          "the judge's weights cannot be unpacked into "
              + System.getProperty("java.io.tmpdir")
              + " ("
              + e.getMessage()
              + "); give another folder with -Djava.io.tmpdir=DIR",
          e);
    } finally {
      deleteQuietly(unpacked);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      return; // among the temporary files it does no harm
    }
  }

  /**
   * Reads a judge.
   *
   * @throws UserError when the file is damaged or holds something else
   */
  static Judge read(Path path, Engine engine) {
    try (SafeTensors file = SafeTensors.read(path)) {
      LeNet5 net = new LeNet5(Init.of(engine, 0));
      StateDict weights = new StateDict();
      for (String name : file.names()) {
        if (!name.startsWith(REFERENCE)) {
          weights.put(name, file.tensor(name, engine));
        }
      }
      net.loadStateDict(weights);
      FeatureStatistics reference =
          new FeatureStatistics(
              (int) file.longs(REFERENCE + "count")[0],
              doubles(file.floats(REFERENCE + "mean")),
              doubles(file.floats(REFERENCE + "covariance")));
      return new Judge(engine, net, reference, known(path, file.metadata()));
    }
  }

  private static Judge.Known known(Path path, Map<String, String> metadata) {
    try {
      Map<Integer, Double> floor = new TreeMap<>();
      metadata.forEach(
          (key, value) -> {
            if (key.startsWith(FLOOR)) {
              floor.put(Integer.valueOf(key.substring(FLOOR.length())), Double.valueOf(value));
            }
          });
      return new Judge.Known(
          Double.parseDouble(metadata.getOrDefault(ACCURACY, "")),
          new FrechetFloor(floor),
          Double.parseDouble(metadata.getOrDefault(NEAREST, "")));
    } catch (IllegalArgumentException e) {
      throw new UserError(path + " says not what is known about its judge: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a judge.
   *
   * @throws UserError when the file cannot be written; it stays as it was
   */
  static void write(Path path, Judge judge) {
    SafeTensorsWriter file = new SafeTensorsWriter().metadata("format", "pt");
    file.metadata(ACCURACY, Double.toString(judge.known().accuracy()));
    judge
        .known()
        .floor()
        .table()
        .forEach((n, floor) -> file.metadata(FLOOR + n, Double.toString(floor)));
    file.metadata(NEAREST, Double.toString(judge.known().nearest()));
    judge.net().stateDict().addTo(file, "");
    FeatureStatistics reference = judge.reference();
    int d = reference.dimension();
    file.addLongs(REFERENCE + "count", Shape.SCALAR, reference.count());
    file.add(REFERENCE + "mean", Shape.of(d), floats(reference.mean()));
    file.add(REFERENCE + "covariance", Shape.of(d, d), floats(reference.covariance()));
    file.write(path);
  }

  private static double[] doubles(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  private static float[] floats(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }
}
