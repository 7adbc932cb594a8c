package dev.ornstein.tensor.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Engines;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.function.Executable;

/** An engine and inputs for the tests of operations, which run on scalar kernels. */
abstract class OpTest {
  final Engine engine = Engines.scalar(2);

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  /** 0, 1, 2, … */
  Tensor counting(int... dims) {
    return engine.range(Shape.of(dims).size()).reshape(dims);
  }

  /** Standard normal numbers. */
  Tensor normal(long seed, int... dims) {
    Random random = new Random(seed);
    Tensor t = engine.empty(Shape.of(dims));
    for (int i = 0; i < t.size(); i++) {
      t.set(i, (float) random.nextGaussian());
    }
    return t;
  }

  /** The call fails with a {@link ShapeException} whose message holds all the parts. */
  static void refused(Executable call, String... parts) {
    String message = assertThrows(ShapeException.class, call).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "\"" + message + "\" does not mention " + part);
    }
  }
}
