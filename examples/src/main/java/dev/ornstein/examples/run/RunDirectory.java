package dev.ornstein.examples.run;

import dev.ornstein.tensor.UserError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The folder of a run and the names in it.
 *
 * @param root the folder
 */
public record RunDirectory(Path root) {
  /** Where runs go unless a user names a folder; relative to the working directory. */
  private static final Path RUNS = Path.of("runs");

  /**
   * Makes {@code runs/EXAMPLE-N} with the first N from 1 on that is free.
   *
   * @param example its name
   * @throws UserError when it cannot be made
   */
  public static RunDirectory createNumbered(String example) {
    makeParents(RUNS);
    for (int n = 1; ; n++) {
      Path folder = RUNS.resolve(example + "-" + n);
      try {
        return new RunDirectory(Files.createDirectory(folder));
      } catch (FileAlreadyExistsException e) {
        continue; // taken, perhaps a moment ago by another process
      } catch (IOException e) {
        throw cannotMake(folder, e);
      }
    }
  }

  /**
   * Makes the folder that a user named, or takes it when it is there and empty.
   *
   * @throws UserError when it holds something, or cannot be made
   */
  public static RunDirectory create(Path folder) {
    new RunDirectory(folder).requireNoRun();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> content = Files.list(folder)) {
        if (content.findAny().isPresent()) {
          throw new UserError(
              "--out " + folder + " is a folder with something in it; give an empty or a new one");
        }
      } catch (IOException e) {
        throw cannotMake(folder, e);
      }
      return new RunDirectory(folder);
    }
    makeParents(folder.toAbsolutePath().getParent());
    try {
      return new RunDirectory(Files.createDirectory(folder));
    } catch (IOException e) {
      throw cannotMake(folder, e);
    }
  }

  /**
   * The folder of a run that is there.
   *
   * @param what names the option or argument that a user gave, for the message
   * @throws UserError when it is not one
   */
  public static RunDirectory open(Path folder, String what) {
    if (!Files.isDirectory(folder)) {
      throw new UserError(
          what
              + " "
              + folder
              + " is not a folder; give the folder of a run, such as"
              + " runs/scalar-1");
    }
    RunDirectory run = new RunDirectory(folder);
    if (!Files.isRegularFile(run.config())) {
      throw new UserError(
          what + " " + folder + " has no config.json and so is not the folder of a run");
    }
    return run;
  }

  /**
   * Refuses a folder that holds a run.
   *
   * @throws UserError that says whether the run can be continued
   */
  public void requireNoRun() {
    if (!Files.exists(config())) {
      return;
    }
    throw new UserError(
        Files.exists(checkpoint())
            ? "--out "
                + root
                + " holds a run already; give another folder, or continue that run with --resume "
                + root
            : "--out "
                + root
                + " holds a config.json already, and no checkpoint to continue from; give another"
                + " folder, or delete what is in this one");
  }

  private static void makeParents(Path folder) {
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw cannotMake(folder, e);
    }
  }

  private static UserError cannotMake(Path folder, IOException e) {
    return new UserError(
        "the folder "
            + folder
            + " for the run cannot be made ("
            + reason(e)
            + "); give --out a"
            + " folder that can be written",
        e);
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission is denied";
    }
    if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
      return "a file is in the way";
    }
    if (e instanceof NoSuchFileException) {
      return "the folder above it is gone";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  /** Takes the folder away again when nothing was written into it. */
  public void removeIfEmpty() {
    delete(root);
  }

  /** Takes away what a new run writes before its first checkpoint. */
  public void removeBeginning() {
    delete(config());
    delete(mtf());
    delete(nps());
    delete(checkpoint().getParent());
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      return; // a folder that holds something stays
    }
  }

  /** All resolved options, versions and the seed. */
  public Path config() {
    return root.resolve("config.json");
  }

  /** A row for each step. */
  public Path metrics() {
    return root.resolve("metrics.csv");
  }

  /** The weights. */
  public Path model() {
    return root.resolve("model.safetensors");
  }

  /** Everything needed to resume; its folder is made by {@link #makeCheckpointFolder}. */
  public Path checkpoint() {
    return root.resolve("checkpoint").resolve("state.safetensors");
  }

  /**
   * Makes the folder of the checkpoint.
   *
   * @throws UserError when it cannot be made
   */
  public void makeCheckpointFolder() {
    makeParents(checkpoint().getParent());
  }

  /** A grid of samples. */
  public Path samplesPicture() {
    return root.resolve("samples.png");
  }

  /** The samples as numbers, (N, H, W) in [0, 1]. */
  public Path samples() {
    return root.resolve("samples.npy");
  }

  /** The classes of the samples, when they were told. */
  public Path labels() {
    return root.resolve("labels.npy");
  }

  /** The images that samples restore, as they were before, like {@link #samples}. */
  public Path truth() {
    return root.resolve("truth.npy");
  }

  /** The images that samples restore, as they were given, like {@link #samples}. */
  public Path degraded() {
    return root.resolve("degraded.npy");
  }

  /** How near restored images are to the truth, beside other ways of restoring. */
  public Path restoration() {
    return root.resolve("restoration.csv");
  }

  /** Transfer and noise of a Fourier process against frequency, asked for and measured. */
  public Path spectrum() {
    return root.resolve("spectrum.csv");
  }

  /** The MTF of the imaging system that a run restores the images of, when it has one. */
  public Path mtf() {
    return root.resolve("mtf.npy");
  }

  /** The NPS of the same, in units of contrast squared. */
  public Path nps() {
    return root.resolve("nps.npy");
  }

  /** The reverse process in motion. */
  public Path trajectory() {
    return root.resolve("trajectory.gif");
  }

  /** x_t over t, forward above and reverse below. */
  public Path strip() {
    return root.resolve("strip.png");
  }

  /** The page that tells it all. */
  public Path report() {
    return root.resolve("report.html");
  }

  /** The folder as the user would name it. */
  @Override
  public String toString() {
    return root.toString();
  }
}
