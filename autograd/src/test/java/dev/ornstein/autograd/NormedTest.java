package dev.ornstein.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.op.Convolution.Geometry;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What reads a {@link Normed} instead of its value. */
class NormedTest {
  private static final Engine E = Engine.create("auto", 2, line -> {});

  @AfterAll
  static void close() {
    E.close();
  }

  private final Var x = Var.leaf(Samples.normal(E, 3, 16, 7, 7));
  private final Var gamma = Var.leaf(Samples.normal(E, 3, 16));
  private final Var beta = Var.leaf(Samples.normal(E, 3, 16));
  private final Var w = Var.leaf(Samples.normal(E, 8, 16, 3, 3));

  private Normed normed() {
    return new Normed(x, gamma, beta, 4, 1e-5f, Activation.SILU);
  }

  /** Each subset of the gradients is what it is among all of them. */
  @Test
  void aGradientDoesNotDependOnWhichOthersAreWanted() {
    try (Tape tape = Tape.record()) {
      Var loss = Ops.conv2d(normed(), w, null, null, Geometry.padded(1)).square().mean();
      List<Var> all = List.of(x, gamma, beta, w);
      List<Var> together = tape.gradients(loss, all, false);
      for (int i = 0; i < all.size(); i++) {
        Tensor alone = tape.gradients(loss, List.of(all.get(i)), false).get(0).value();
        assertArrayEquals(together.get(i).value().toArray(), alone.toArray(), 1e-5f);
      }
    }
  }

  /** The kernel adds what has come through the other branch; step by step nothing is. */
  @Test
  void theGradientOfAResidualBranchIsTheSumOfBoth() {
    Var square = Var.leaf(Samples.normal(E, 16, 16, 3, 3));
    try (Tape tape = Tape.record()) {
      Var v = x.times(2f);
      Normed h = new Normed(v, gamma, beta, 4, 1e-5f, Activation.SILU);
      Var loss = Ops.conv2d(h, square, null, v, Geometry.padded(1)).square().mean();
      List<Var> xs = List.of(x, gamma, beta, square);
      List<Var> inSteps = tape.gradients(loss, xs, true);
      List<Var> atOnce = tape.gradients(loss, xs, false);
      tape.backward(loss);
      for (int i = 0; i < xs.size(); i++) {
        float[] expected = inSteps.get(i).value().toArray();
        assertArrayEquals(expected, atOnce.get(i).value().toArray(), 1e-5f);
        assertArrayEquals(expected, xs.get(i).grad().toArray(), 1e-5f);
      }
    }
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    Var short3 = Var.leaf(Samples.normal(E, 3));
    Normed wrong = new Normed(x, short3, short3, 4, 1e-5f, Activation.NONE);
    String message =
        assertThrows(
                ShapeException.class, () -> Ops.conv2d(wrong, w, null, null, Geometry.padded(1)))
            .getMessage();
    assertTrue(message.contains("the scale of group norm"), message);
    assertTrue(message.contains(Shape.of(16).toString()), message);
    Normed other = new Normed(x, gamma, short3, 4, 1e-5f, Activation.NONE);
    message = assertThrows(ShapeException.class, other::value).getMessage();
    assertTrue(message.contains("the shift of group norm"), message);
  }
}
