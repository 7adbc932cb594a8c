package dev.ornstein.benchmarks;

import dev.ornstein.autograd.NoGrad;
import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.ParameterArena;
import dev.ornstein.nn.layer.SelfAttention2d;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The attention of the small U-Net: 4 heads over 7×7 positions of 64 channels, batch 128. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class AttentionBenchmark extends KernelBenchmark {
  /** Images. */
  public static final int BATCH = 128;

  /** Of an image. */
  public static final int CHANNELS = 64;

  /** Among which the channels are shared out. */
  public static final int HEADS = 4;

  /** Rows and columns of an image. */
  public static final int SIDE = 7;

  private SelfAttention2d attention;
  private ParameterArena arena;
  private Var x;
  private Tensor gy;

  /** Makes the layer and its operands. */
  @Setup(Level.Trial)
  public void fill(EngineState e) {
    attention = new SelfAttention2d(Init.of(e.engine, 0), CHANNELS, HEADS);
    arena = new ParameterArena(attention);
    x = Var.leaf(e.numbers.normal(BATCH, CHANNELS, SIDE, SIDE));
    gy = e.numbers.normal(BATCH, CHANNELS, SIDE, SIDE);
  }

  /** The two 1×1 convolutions (C to 3C, C to C) and the two products of each head. */
  public static double gflop() {
    double positions = (double) SIDE * SIDE;
    double perPosition = 4.0 * CHANNELS * CHANNELS + 2 * positions * CHANNELS;
    return 2e-9 * BATCH * positions * perPosition;
  }

  /** Without gradients. */
  @Benchmark
  public float forward(EngineState e, Arithmetic work) {
    try (Scope s = e.engine.scope();
        NoGrad off = NoGrad.enter()) {
      work.gflop += gflop();
      return e.first(attention.forward(x).value());
    }
  }

  /** And the gradients in x and the weights. */
  @Benchmark
  public float forwardAndBackward(EngineState e, Arithmetic work) {
    try (Scope s = e.engine.scope();
        Tape tape = Tape.record()) {
      work.gflop += 3 * gflop();
      arena.zeroGrad();
      x.zeroGrad();
      tape.backward(attention.forward(x), gy);
      return e.first(x.grad());
    }
  }
}
