package dev.ornstein.examples.session;

import dev.ornstein.diffusion.process.FourierProcess;
import dev.ornstein.diffusion.sampler.TimeGrid;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.progress.ProgressBar;
import dev.ornstein.examples.restore.Restorations;
import dev.ornstein.examples.restore.ScoreTable;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.sample.Drawing;
import dev.ornstein.examples.sample.Frames;
import dev.ornstein.examples.sample.Pictures;
import dev.ornstein.examples.sample.Samplers;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.examples.sample.Starts;
import dev.ornstein.examples.spectrum.Band;
import dev.ornstein.examples.spectrum.SpectrumMeasurement;
import dev.ornstein.examples.spectrum.SpectrumTable;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.AtomicFiles;
import dev.ornstein.tensor.io.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws samples from a saved model and writes them and their pictures into a folder. */
public final class Results {
  /** Samples drawn at once. Their number changes nothing but memory and speed. */
  private static final int BATCH = 64;

  private final Engine engine;
  private final SavedModel saved;
  private final RunConfig.Sampling sampling;
  private final Starts starts;
  private final long seed;
  private final RunDirectory to;
  private final TimeGrid grid;
  private final Pictures pictures;
  private final Frames strip;

  /**
   * @param saved what to draw from
   * @param sampling how, and how many
   * @param starts where samples begin
   * @param seed of the noise
   * @param to where the files go
   */
  public Results(
      Engine engine,
      SavedModel saved,
      RunConfig.Sampling sampling,
      Starts starts,
      long seed,
      RunDirectory to) {
    this.engine = engine;
    this.saved = saved;
    this.sampling = sampling;
    this.starts = starts;
    this.seed = seed;
    this.to = to;
    this.grid = Samplers.grid(sampling.steps());
    this.pictures = new Pictures(saved.config().data().height(), saved.config().data().width());
    this.strip = Frames.near(Pictures.STRIP_ROWS, saved.range(), grid, Pictures.stripTimes());
  }

  /**
   * Writes {@code samples.npy}, {@code samples.png} and {@code trajectory.gif}, and {@code
   * labels.npy} when the samples have classes; without, one of earlier samples is deleted.
   *
   * @return the samples, (N, H, W) in [0, 1]
   * @throws dev.ornstein.tensor.UserError when one cannot be written, or the model gives NaN
   */
  public float[] writeSamples(Console console) {
    Frames motion = Frames.evenly(Pictures.IN_MOTION, saved.range(), grid, Pictures.FRAMES);
    ProgressBar bar = new ProgressBar(console, "sampling");
    String what = sampling.count() + " images with " + sampling.sampler();
    long begin = System.nanoTime();
    float[] samples =
        new Drawing(engine, saved, sampling, starts, seed, BATCH)
            .draw(
                sampling.count(),
                List.of(motion, strip),
                (done, all) -> {
                  double seconds = (System.nanoTime() - begin) / 1e9;
                  double left = done == 0 ? Double.NaN : seconds / done * (all - done);
                  bar.show((double) done / all, what, left);
                });
    bar.finish();
    RunConfig.Data size = saved.config().data();
    Npy.write(to.samples(), Shape.of(sampling.count(), size.height(), size.width()), samples);
    int[] labels = starts.labels(0, sampling.count());
    if (labels != null) {
      Npy.write(to.labels(), Shape.of(labels.length), labels);
    } else {
      deleteLabels();
    }
    AtomicFiles.writeBytes(to.samplesPicture(), pictures.sheet(samples));
    AtomicFiles.writeBytes(to.trajectory(), pictures.motion(motion.frames()));
    return samples;
  }

  /** Those of samples that a resumed run has drawn before. */
  private void deleteLabels() {
    try {
      Files.deleteIfExists(to.labels());
    } catch (IOException e) {
      throw new UserError(
          to.labels()
              + " holds classes of earlier samples and cannot be deleted ("
              + e.getMessage()
              + "); delete it",
          e);
    }
  }

  /**
   * Writes {@code truth.npy}, {@code degraded.npy} and {@code restoration.csv}, and {@code
   * samples.png} again with all of them side by side.
   *
   * @param restored what {@link #writeSamples} returned
   * @param restorations what they are compared with
   * @param size of the images
   */
  public void writeRestoration(
      Console console, float[] restored, Restorations restorations, Dataset size) {
    float[] truth = restorations.truth();
    Map<String, float[]> ways = restorations.baselines();
    Npy.write(to.degraded(), shape(size), ways.get("degraded"));
    Npy.write(to.truth(), shape(size), truth);
    ways.put(Restorations.RESTORED, restored);
    List<Restorations.Score> scores = new ArrayList<>();
    ways.forEach((name, images) -> scores.add(Restorations.Score.of(name, images, truth, size)));
    ScoreTable.write(to.restoration(), scores);
    for (Restorations.Score s : scores) {
      console.say(String.format(Locale.ROOT, "%-14s %s", s.method(), s.text()));
    }
    List<float[]> rows = new ArrayList<>(ways.values());
    rows.add(truth);
    AtomicFiles.writeBytes(to.samplesPicture(), pictures.restorations(rows));
  }

  private Shape shape(Dataset size) {
    return Shape.of(sampling.count(), size.height(), size.width());
  }

  /**
   * Writes {@code strip.png}, after the samples.
   *
   * @param images some of which are shown as they are degraded
   */
  public void writeStrip(Dataset images) {
    List<Frames.Frame> forward =
        Pictures.degraded(engine, images, saved.process(), saved.range(), seed);
    AtomicFiles.writeBytes(to.strip(), pictures.strip(forward, strip.frames()));
  }

  /**
   * Writes {@code spectrum.csv} when the process has an MTF and an NPS.
   *
   * @param images with which they are measured
   */
  public void writeSpectrum(Dataset images) {
    if (saved.process() instanceof FourierProcess process) {
      List<Band> bands = SpectrumMeasurement.measure(engine, process, images, saved.range(), seed);
      SpectrumTable.write(to.spectrum(), bands);
    }
  }
}
