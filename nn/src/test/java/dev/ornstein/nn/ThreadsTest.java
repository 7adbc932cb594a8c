package dev.ornstein.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.block.AttentionBlock;
import dev.ornstein.nn.block.ConvBlock;
import dev.ornstein.nn.block.FCBlock;
import dev.ornstein.nn.block.ResBlock;
import dev.ornstein.nn.layer.ConvTranspose2d;
import dev.ornstein.nn.layer.Dropout;
import dev.ornstein.nn.layer.Embedding;
import dev.ornstein.nn.layer.LayerNorm;
import dev.ornstein.nn.layer.MaxPool2d;
import dev.ornstein.nn.optim.Adam;
import dev.ornstein.nn.optim.AdamConfig;
import dev.ornstein.nn.optim.Ema;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Convolution.Geometry;
import org.junit.jupiter.api.Test;

/** The same seed gives the same bits on any number of threads. */
class ThreadsTest {
  private static final int BATCH = 5;

  /** Something of everything. */
  private static final class Net extends Module {
    private final ConvBlock conv = make("conv", i -> new ConvBlock(i, 3, 8));
    private final MaxPool2d pool = new MaxPool2d(2);
    private final Embedding label = make("label", i -> new Embedding(i, 4, 6));
    private final ResBlock res = make("res", i -> new ResBlock(i, 8, 16, 6));
    private final AttentionBlock attention = make("attention", i -> new AttentionBlock(i, 16, 2));
    private final ConvTranspose2d up =
        make("up", i -> new ConvTranspose2d(i, 16, 8, 2, new Geometry(2, 0, 1, 1)));
    private final FCBlock fc = make("fc", i -> new FCBlock(i, 16 * 14 * 14, 20));
    private final LayerNorm norm = make("norm", i -> new LayerNorm(i, 20));
    private final Dropout dropout = make("dropout", i -> new Dropout(i, 0.2f));

    Net(Engine engine) {
      super(Init.of(engine, 4));
    }

    Var forward(Var x) {
      Var skip = conv.forward(x);
      Var e = label.forward(new int[] {0, 3, 1, 1, 2});
      Var h = attention.forward(res.forward(pool.forward(skip), e));
      h = Ops.concat(1, up.forward(h), skip);
      return dropout.forward(norm.forward(fc.forward(h.reshape(BATCH, -1))));
    }
  }

  private static float[] trained(int threads) {
    try (Engine engine = TestEngines.withThreads(threads)) {
      Net net = new Net(engine);
      ParameterArena arena = new ParameterArena(net);
      Adam adam = new Adam(arena, AdamConfig.ADAM_W);
      Ema ema = new Ema(arena, 0.99);
      Tensor x = engine.empty(Shape.of(BATCH, 3, 14, 14));
      for (int step = 0; step < 2; step++) {
        Rng.of(6).normalKeyed(x, 0, step);
        arena.zeroGrad();
        net.beginStep(step);
        try (Tape tape = Tape.record()) {
          tape.backward(net.forward(Var.constant(x)).square().mean());
        }
        adam.clippedStep(1e-2f, 0.1, ema);
      }
      return ema.average().toArray();
    }
  }

  @Test
  void oneTwoOrThreeThreadsGiveTheSameBits() {
    float[] one = trained(1);
    double sum = 0;
    for (float v : one) {
      sum += v;
    }
    assertTrue(Double.isFinite(sum), "trained weights are finite");
    assertArrayEquals(one, trained(2));
    assertArrayEquals(one, trained(3));
  }
}
