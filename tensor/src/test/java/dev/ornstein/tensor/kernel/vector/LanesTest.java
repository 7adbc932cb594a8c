package dev.ornstein.tensor.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ornstein.tensor.kernel.Backends;
import org.junit.jupiter.api.Test;

/** The build tests kernels once more with narrower vectors; here is whether these were narrower. */
class LanesTest {
  private static final Integer BITS = Integer.getInteger("vector.bits");

  @Test
  void vectorsAreNoWiderThanAskedFor() {
    assumeTrue(BITS != null, "-Dvector.bits says nothing");
    assumeTrue(Backends.refusalOfVector() == null, Backends.refusalOfVector());
    assertTrue(Lanes.L * Float.SIZE <= BITS, Lanes.L + " floats, and " + BITS + " bits at most");
  }
}
