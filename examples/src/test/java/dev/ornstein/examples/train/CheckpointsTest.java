package dev.ornstein.examples.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.mnist.net.SmallUNet;
import dev.ornstein.nn.Init;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.io.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state is what a run resumes from only after a good step was taken from it. */
class CheckpointsTest {
  private static final double ALWAYS = -1;
  private static final double NEVER = 1e9;

  @TempDir Path folder;

  private Engine engine;
  private TrainState state;
  private RunDirectory run;

  @BeforeEach
  void makeState() {
    engine = Engine.create("scalar", 1, line -> {});
    state = newState();
    run = new RunDirectory(folder);
  }

  private TrainState newState() {
    RunConfig.Training training =
        new RunConfig.Training(0, 4, 1e-3f, 0, "none", 0, 0.9f, "stratified", 0, "steps", 100);
    return new TrainState(new SmallUNet(Init.of(engine, 0), 4, 0, 0), training, Plan.ofSteps(100));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private long stepOnDisk() {
    try (SafeTensors file = SafeTensors.read(run.checkpoint())) {
      return Long.parseLong(file.metadata().get("step"));
    }
  }

  private void step(Checkpoints checkpoints) {
    state.stepTaken(state.seconds() + 0.5);
    checkpoints.stepped();
  }

  @Test
  void stateBeforeTheFirstStepIsSaved() {
    Checkpoints checkpoints = new Checkpoints(run, state, NEVER);
    checkpoints.begin();
    assertEquals(0, stepOnDisk());
    assertEquals(0, checkpoints.savedStep());
    assertTrue(Files.notExists(run.model()), "there is nothing to draw from yet");
  }

  @Test
  void nothingIsSavedBeforeItIsTime() {
    Checkpoints checkpoints = new Checkpoints(run, state, NEVER);
    checkpoints.begin();
    step(checkpoints);
    step(checkpoints);
    assertEquals(0, stepOnDisk());
    checkpoints.end();
    assertEquals(2, stepOnDisk());
    assertTrue(Files.exists(run.model()));
  }

  @Test
  void aStateWaitsForTheNextGoodStep() {
    Checkpoints checkpoints = new Checkpoints(run, state, ALWAYS);
    state.stepTaken(1);
    checkpoints.stepped();
    assertTrue(checkpoints.isWaiting());
    assertEquals(-1, checkpoints.savedStep());
    assertTrue(Files.notExists(run.checkpoint()));
    step(checkpoints);
    assertEquals(1, stepOnDisk());
    assertEquals(1, checkpoints.savedStep());
  }

  @Test
  void aStateThatDivergesIsDropped() throws IOException {
    Checkpoints first = new Checkpoints(run, state, ALWAYS);
    first.begin();
    Checkpoints checkpoints = new Checkpoints(run, state, ALWAYS);
    checkpoints.restore();
    state.stepTaken(1);
    checkpoints.stepped();
    assertTrue(checkpoints.isWaiting());
    checkpoints.discardWaiting();
    assertFalse(checkpoints.isWaiting());
    assertEquals(0, stepOnDisk());
    try (Stream<Path> files = Files.list(run.checkpoint().getParent())) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void restoredStateIsTheSavedOne() {
    state.arena().values().fillInPlace(0.25f);
    state.stepTaken(7.5);
    state.ema().orElseThrow().update();
    state.save(folder.resolve("state"));
    TrainState other = newState();
    other.restore(folder.resolve("state"));
    assertEquals(1, other.step());
    assertEquals(7.5, other.seconds());
    assertEquals(0.25f, other.arena().values().get(3));
    assertEquals(1, other.ema().orElseThrow().updates());
  }
}
