package dev.ornstein.mnist.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ornstein.mnist.data.Batches.Batch;
import dev.ornstein.mnist.data.Batches.Options;
import dev.ornstein.mnist.data.Batches.Position;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final ImageRange RANGE = ImageRange.ZERO_TO_ONE;

  private Engine engine;

  @BeforeEach
  void start() {
    engine = Engine.create("scalar", 1, line -> {});
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  /** {@code count} images of 2×3 pixels, all pixels of image i being i. */
  private static Dataset counting(int count) {
    byte[] pixels = new byte[count * 6];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      Arrays.fill(pixels, 6 * i, 6 * i + 6, (byte) i);
      labels[i] = (byte) (i % 3);
    }
    return new Dataset("counting", 1, 2, 3, pixels, labels, List.of("a", "b", "c"));
  }

  private static Batches shuffled(int count, int size, long seed) {
    Rng rng = Rng.of(seed).stream("shuffle");
    return new Batches(counting(count), Options.training(size, RANGE), rng);
  }

  private List<int[]> deal(Batches batches, int n) {
    List<int[]> dealt = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      dealt.add(batches.next(engine).indices());
    }
    return dealt;
  }

  private static int[] sorted(List<int[]> parts) {
    return parts.stream().flatMapToInt(Arrays::stream).sorted().toArray();
  }

  private static int[] range(int n) {
    int[] all = new int[n];
    Arrays.setAll(all, i -> i);
    return all;
  }

  @Test
  void anEpochDealsEveryImageOnce() {
    Batches b = shuffled(60, 12, 1);
    assertEquals(5, b.perEpoch());
    List<int[]> first = deal(b, 5);
    assertEquals(new Position(1, 0), b.position());
    List<int[]> second = deal(b, 5);
    assertArrayEquals(range(60), sorted(first));
    assertArrayEquals(range(60), sorted(second));
    assertFalse(Arrays.deepEquals(first.toArray(), second.toArray()), "epochs differ in order");
  }

  @Test
  void theLastBatchIsSmallerOrDropped() {
    Batches dropped = shuffled(10, 4, 1);
    assertEquals(2, dropped.perEpoch());
    Batches kept = new Batches(counting(10), new Options(4, true, false, RANGE, 0), Rng.of(1));
    assertEquals(3, kept.perEpoch());
    List<int[]> dealt = deal(kept, 3);
    assertEquals(2, dealt.get(2).length);
    assertArrayEquals(range(10), sorted(dealt));
    assertEquals(new Position(1, 0), kept.position());
  }

  @Test
  void evaluationKeepsTheOrder() {
    Batches b = new Batches(counting(7), Options.evaluation(3, RANGE), Rng.of(1));
    List<int[]> dealt = deal(b, 3);
    assertArrayEquals(new int[] {0, 1, 2}, dealt.get(0));
    assertArrayEquals(new int[] {6}, dealt.get(2));
  }

  @Test
  void goesOnExactlyWhereItWasSaved() {
    Batches through = shuffled(50, 8, 3);
    deal(through, 15);
    Position saved = through.position();
    assertEquals(new Position(2, 3), saved);
    List<int[]> expected = deal(through, 9);

    Batches resumed = shuffled(50, 8, 3);
    resumed.seek(saved);
    assertArrayEquals(expected.toArray(), deal(resumed, 9).toArray());

    Batches byStep = shuffled(50, 8, 3);
    byStep.seekStep(15);
    assertArrayEquals(expected.toArray(), deal(byStep, 9).toArray());
  }

  @Test
  void theOrderDependsOnTheStreamAndNotOnItsPosition() {
    Rng used = Rng.of(3).stream("shuffle");
    used.nextLong();
    Batches b = new Batches(counting(50), Options.training(8, RANGE), used);
    assertArrayEquals(deal(shuffled(50, 8, 3), 7).toArray(), deal(b, 7).toArray());
    assertFalse(
        Arrays.deepEquals(
            deal(shuffled(50, 8, 3), 7).toArray(), deal(shuffled(50, 8, 4), 7).toArray()));
    assertEquals(2, used.position(), "the generator is not advanced");
  }

  @Test
  void lookingAtAnotherBatchDisturbsNothing() {
    Batches b = shuffled(50, 8, 3);
    deal(b, 3);
    int[] later = b.indices(new Position(4, 2));
    int[] next = b.indices(b.position());
    assertArrayEquals(next, b.next(engine).indices());
    b.seek(new Position(4, 2));
    assertArrayEquals(later, b.next(engine).indices());
  }

  @Test
  void imagesAndLabelsBelongTogether() {
    Batches b = shuffled(40, 16, 5);
    Batch batch = b.next(engine);
    assertEquals(Shape.of(16, 1, 2, 3), batch.images().shape());
    for (int i = 0; i < 16; i++) {
      int image = batch.indices()[i];
      assertEquals(image % 3, batch.labels()[i]);
      for (int p = 0; p < 6; p++) {
        assertEquals(image / 255f, batch.images().get(6 * i + p), 1e-7f);
      }
    }
  }

  @Test
  void bordersAndRangesAreApplied() {
    Options options = Options.evaluation(2, ImageRange.MINUS_ONE_TO_ONE).withPad(2);
    Batch batch = new Batches(counting(4), options, Rng.of(1)).next(engine);
    assertEquals(Shape.of(2, 1, 6, 7), batch.images().shape());
    assertEquals(-1f, batch.images().get(0));
    assertEquals(1 / 127.5f - 1, batch.images().get(42 + 2 * 7 + 2), 1e-6f);
  }

  @Test
  void refusesWhatCannotBe() {
    assertEquals(
        "the batch size 8 is larger than the dataset (counting: 5 images 1×2×3, 3 classes); it must"
            + " be at most 5",
        assertThrows(UserError.class, () -> shuffled(5, 8, 1)).getMessage());
    assertEquals(
        "the batch size must be at least 1, got 0",
        assertThrows(UserError.class, () -> Options.training(0, RANGE)).getMessage());
    assertThrows(UserError.class, () -> Options.training(1, RANGE).withPad(-1));
    Batches b = shuffled(50, 8, 3);
    for (Position p : List.of(new Position(-1, 0), new Position(0, 6), new Position(0, -1))) {
      assertThrows(IllegalArgumentException.class, () -> b.seek(p), p.toString());
    }
  }
}
