package dev.ornstein.benchmarks;

import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Initializer;
import dev.ornstein.nn.Module;
import dev.ornstein.nn.Parameter;
import dev.ornstein.nn.ParameterArena;
import dev.ornstein.nn.optim.Adam;
import dev.ornstein.nn.optim.AdamConfig;
import dev.ornstein.nn.optim.Ema;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What follows the gradient: its norm, clipping, Adam and the averaged weights. One pass over
 * memory reads weights, gradients, two moments and averages and writes all but the gradients; one
 * before it reads the gradients, since the norm is needed first.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class OptimizerBenchmark extends KernelBenchmark {
  private static final int ARRAYS_MOVED = 10;
  private static final float RATE = 1e-3f;

  /** How many: those of the small U-Net, and those of the seed U-Net. */
  @Param({"461169", "54461057"})
  public int parameters;

  private Flat flat;
  private ParameterArena arena;
  private Adam adam;
  private Ema ema;

  private static final class Flat extends Module {
    final Parameter values;

    Flat(Init init, int size) {
      super(init);
      values = parameter("values", Shape.of(size), Initializer.ONES);
    }
  }

  /** Makes parameters with a gradient. */
  @Setup(Level.Trial)
  public void fill(EngineState e) {
    flat = new Flat(Init.of(e.engine, 0), parameters);
    arena = new ParameterArena(flat);
    try (Scope s = e.engine.scope();
        Tape tape = Tape.record()) {
      Tensor slope = e.numbers.normal(parameters);
      Var loss = flat.values.var().times(Var.constant(slope)).sum();
      tape.backward(loss);
    }
    adam = new Adam(arena, AdamConfig.ADAM);
    ema = new Ema(arena, 0.998);
  }

  /** Everything. */
  @Benchmark
  public double clippedStepAndAverage(EngineState e, Traffic work) {
    work.gbyte += ARRAYS_MOVED * 4e-9 * parameters;
    double norm = adam.clippedStep(RATE, 1, ema);
    try (Scope s = e.engine.scope()) {
      return norm + e.first(flat.values.value());
    }
  }

  /** Adam alone. */
  @Benchmark
  public float step(EngineState e) {
    adam.step(RATE);
    try (Scope s = e.engine.scope()) {
      return e.first(flat.values.value());
    }
  }
}
