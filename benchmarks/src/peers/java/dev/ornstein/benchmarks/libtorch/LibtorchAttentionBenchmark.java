package dev.ornstein.benchmarks.libtorch;

import static dev.ornstein.benchmarks.AttentionBenchmark.BATCH;
import static dev.ornstein.benchmarks.AttentionBenchmark.CHANNELS;
import static dev.ornstein.benchmarks.AttentionBenchmark.HEADS;
import static dev.ornstein.benchmarks.AttentionBenchmark.SIDE;
import static dev.ornstein.benchmarks.AttentionBenchmark.gflop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import dev.ornstein.benchmarks.KernelBenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The attention of the small U-Net, of convolutions, products and a softmax. */
@State(Scope.Benchmark)
public class LibtorchAttentionBenchmark extends KernelBenchmark {
  private static final int AREA = SIDE * SIDE;
  private static final int EACH = CHANNELS / HEADS;

  private TorchLayer layer;

  /** Where gradients go; made before each call, outside of the clock. */
  @State(Scope.Thread)
  public static class Leaves {
    /** Makes them. */
    @Setup(Level.Invocation)
    public void renew(LibtorchAttentionBenchmark b) {
      b.layer.renew();
    }
  }

  /** Makes the operands. */
  @Setup(Level.Trial)
  public void fill(LibtorchState l) {
    layer =
        new TorchLayer(
            v -> new NDArray[] {attention(v[0], v[1], v[2], v[3], v[4])},
            l.torch,
            l.torch.normal(BATCH, CHANNELS, SIDE, SIDE),
            l.torch.normal(BATCH, CHANNELS, SIDE, SIDE),
            l.torch.normal(3 * CHANNELS, CHANNELS, 1, 1),
            l.torch.normal(3 * CHANNELS),
            l.torch.normal(CHANNELS, CHANNELS, 1, 1),
            l.torch.normal(CHANNELS));
  }

  /** What is made on the way is freed, as PyTorch does. */
  private static NDArray attention(NDArray x, NDArray w, NDArray b, NDArray u, NDArray c) {
    try (NDManager memory = x.getManager().newSubManager()) {
      x.tempAttach(memory);
      NDArray qkv = pointwise(x, w, b).reshape(BATCH, 3, HEADS, EACH, AREA);
      NDArray q = qkv.get(new NDIndex(":, 0")).transpose(0, 1, 3, 2);
      NDArray k = qkv.get(new NDIndex(":, 1"));
      NDArray v = qkv.get(new NDIndex(":, 2"));
      NDArray scores = q.matMul(k).mul(1 / Math.sqrt(EACH)).softmax(-1);
      NDArray y = v.matMul(scores.transpose(0, 1, 3, 2)).reshape(BATCH, CHANNELS, SIDE, SIDE);
      return memory.ret(pointwise(y, u, c));
    }
  }

  private static NDArray pointwise(NDArray x, NDArray w, NDArray b) {
    Shape one = new Shape(1, 1);
    return Conv2d.conv2d(x, w, b, one, new Shape(0, 0), one, 1).singletonOrThrow();
  }

  /** Frees the last leaves. */
  @TearDown(Level.Trial)
  public void close() {
    layer.close();
  }

  /** Without gradients. */
  @Benchmark
  public void forward(LibtorchState l, Arithmetic work) {
    work.gflop += gflop();
    layer.forward();
  }

  /** And the gradients in x and the weights. */
  @Benchmark
  public void forwardAndBackward(LibtorchState l, Leaves leaves, Arithmetic work) {
    work.gflop += 3 * gflop();
    layer.forwardAndBackward();
  }
}
