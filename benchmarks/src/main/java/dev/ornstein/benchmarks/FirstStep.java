package dev.ornstein.benchmarks;

import dev.ornstein.benchmarks.work.Network;
import dev.ornstein.benchmarks.work.Numbers;
import dev.ornstein.benchmarks.work.TrainStep;
import dev.ornstein.tensor.Engine;

/**
 * Takes one training step of the small network, says so and ends; {@code benchmarks/start-up} takes
 * the time from the start of Java to that line. Java itself cannot tell: on Linux it computes the
 * start of a process from that of the machine, which it knows to a second.
 */
public final class FirstStep {
  private FirstStep() {}

  /** Uses all processors. */
  public static void main(String[] arguments) {
    try (Engine engine = Engine.create()) {
      double loss =
          new TrainStep(Network.SMALL, Network.SMALL.batchSize(), new Numbers(engine)).take();
      System.out.println("first step, loss " + loss);
    }
  }
}
