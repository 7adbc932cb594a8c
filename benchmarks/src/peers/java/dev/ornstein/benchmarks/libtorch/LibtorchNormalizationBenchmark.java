package dev.ornstein.benchmarks.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.BatchNorm;
import dev.ornstein.benchmarks.KernelBenchmark;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Batch normalisation and ReLU. DJL has no group normalisation. */
@State(Scope.Benchmark)
public class LibtorchNormalizationBenchmark extends KernelBenchmark {
  private static final float MOMENTUM = 0.9f;
  private static final float EPSILON = 1e-5f;

  /** As in the benchmark of ours. */
  @Param({
    "batch_64-32-28-28",
    "batch_64-64-14-14",
    "batch_64-128-7-7",
    "batch_64-1024",
    "batch_64-6272"
  })
  public String shape;

  private NDArray x;
  private TorchLayer layer;

  /** Where gradients go; made before each call, outside of the clock. */
  @State(Scope.Thread)
  public static class Leaves {
    /** Makes them. */
    @Setup(Level.Invocation)
    public void renew(LibtorchNormalizationBenchmark b) {
      b.layer.renew();
    }
  }

  /** Makes the operands. */
  @Setup(Level.Trial)
  public void fill(LibtorchState l) {
    String sizes = shape.substring(shape.indexOf('_') + 1);
    int[] dims = Arrays.stream(sizes.split("-")).mapToInt(Integer::parseInt).toArray();
    x = l.torch.normal(dims);
    NDArray mean = l.torch.manager().zeros(new Shape(dims[1]));
    NDArray variance = l.torch.manager().ones(new Shape(dims[1]));
    layer =
        new TorchLayer(
            v -> {
              NDArray z =
                  BatchNorm.batchNorm(v[0], mean, variance, v[1], v[2], 1, MOMENTUM, EPSILON, true)
                      .singletonOrThrow();
              NDArray y = Activation.relu(z);
              z.close();
              return new NDArray[] {y};
            },
            l.torch,
            l.torch.normal(dims),
            x,
            variance.duplicate(),
            mean.duplicate());
  }

  /** Frees the last leaves. */
  @TearDown(Level.Trial)
  public void close() {
    layer.close();
  }

  /** Without gradients. */
  @Benchmark
  public void forward(LibtorchState l, Traffic work) {
    work.gbyte += 2 * 4e-9 * x.size();
    layer.forward();
  }

  /** And the gradients in x and the weights. */
  @Benchmark
  public void forwardAndBackward(LibtorchState l, Leaves leaves, Traffic work) {
    work.gbyte += 5 * 4e-9 * x.size();
    layer.forwardAndBackward();
  }
}
