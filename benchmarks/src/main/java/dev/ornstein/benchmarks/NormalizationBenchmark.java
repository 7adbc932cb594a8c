package dev.ornstein.benchmarks;

import dev.ornstein.autograd.NoGrad;
import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.ParameterArena;
import dev.ornstein.nn.layer.BatchNorm;
import dev.ornstein.nn.layer.BatchNorm1d;
import dev.ornstein.nn.layer.BatchNorm2d;
import dev.ornstein.nn.layer.GroupNorm;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Normalisation with the activation that follows it, in training. These are passes over memory, so
 * the figure to compare with is the machine's bandwidth: forward could read x and write y, and
 * backward read x and gy and write gx.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class NormalizationBenchmark extends KernelBenchmark {
  private static final int GROUPS = 8;

  /**
   * Kind and shape. {@code batch}: batch norm and ReLU, of the seed U-Net (N, C, H, W) or (N, C);
   * {@code group}: group norm of 8 groups and SiLU, of the small U-Net.
   */
  @Param({
    "batch_64-32-28-28",
    "batch_64-64-14-14",
    "batch_64-128-7-7",
    "batch_64-1024",
    "batch_64-6272",
    "group_128-16-28-28",
    "group_128-32-28-28",
    "group_128-32-14-14",
    "group_128-64-14-14",
    "group_128-64-7-7"
  })
  public String shape;

  private UnaryOperator<Var> normAndActivation;
  private ParameterArena arena;
  private Var x;
  private Tensor gy;

  /** Makes the layer and its operands. */
  @Setup(Level.Trial)
  public void fill(EngineState e) {
    String[] part = shape.split("_");
    int[] dims = Arrays.stream(part[1].split("-")).mapToInt(Integer::parseInt).toArray();
    Init init = Init.of(e.engine, 0);
    if (part[0].equals("group")) {
      GroupNorm norm = new GroupNorm(init, GROUPS, dims[1]);
      normAndActivation = v -> norm.forward(v, Activation.SILU);
      arena = new ParameterArena(norm);
    } else {
      BatchNorm norm =
          dims.length == 2 ? new BatchNorm1d(init, dims[1]) : new BatchNorm2d(init, dims[1]);
      normAndActivation = v -> norm.forward(v, Activation.RELU);
      arena = new ParameterArena(norm);
    }
    x = Var.leaf(e.numbers.normal(dims));
    gy = e.numbers.normal(dims);
  }

  /** Without gradients. */
  @Benchmark
  public float forward(EngineState e, Traffic work) {
    try (Scope s = e.engine.scope();
        NoGrad off = NoGrad.enter()) {
      work.gbyte += 2 * 4e-9 * gy.size();
      return e.first(normAndActivation.apply(x).value());
    }
  }

  /** And the gradients in x, scale and shift. */
  @Benchmark
  public float forwardAndBackward(EngineState e, Traffic work) {
    try (Scope s = e.engine.scope();
        Tape tape = Tape.record()) {
      work.gbyte += 5 * 4e-9 * gy.size();
      arena.zeroGrad();
      x.zeroGrad();
      tape.backward(normAndActivation.apply(x), gy);
      return e.first(x.grad());
    }
  }
}
