package dev.ornstein.tensor.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.UnaryOp;
import org.junit.jupiter.api.Test;

/** Identities, shapes and errors; the numbers are tested with the kernels. */
class NormalizeTest extends OpTest {
  @Test
  void aNormalisedBatchHasMeanZeroAndVarianceOne() {
    Tensor x = normal(1, 8, 3, 5, 5).times(4f).plus(2f);
    Normalize.Stats stats = Normalize.stats(x);
    Tensor rstd = Normalize.rstd(stats.var(), 1e-5f);
    Tensor one = engine.full(Shape.of(3), 1f);
    Tensor y = Normalize.channelAffine(x, stats.mean(), rstd, one, engine.zeros(Shape.of(3)));
    Normalize.Stats after = Normalize.stats(y);
    Naive.check(Shape.of(3), after.mean(), 1e-6, c -> 0);
    Naive.check(Shape.of(3), after.var(), 1e-5, c -> 1);
  }

  @Test
  void batchStatisticsIgnoreShiftsOfTheGradient() {
    // Adding a constant to a channel of x changes nothing behind it: its gradient sums to 0.
    Tensor x = normal(2, 4, 3, 6);
    Normalize.Stats stats = Normalize.stats(x);
    Tensor rstd = Normalize.rstd(stats.var(), 1e-5f);
    Normalize.Grads g =
        Normalize.batchGrad(
            x, normal(3, 4, 3, 6), stats.mean(), rstd, normal(4, 3), normal(9, 3), Activation.SILU);
    Naive.check(Shape.of(3), g.x().sum(0, 2), 1e-5, c -> 0);
    assertEquals(Shape.of(3), g.gamma().shape());
    assertEquals(Shape.of(3), g.beta().shape());
  }

  @Test
  void oneGroupPerChannelIsBatchNormOfEachSample() {
    Tensor x = normal(5, 1, 4, 9);
    Tensor gamma = normal(6, 4);
    Tensor beta = normal(7, 4);
    Normalize.Stats stats = Normalize.stats(x);
    Tensor rstd = Normalize.rstd(stats.var(), 1e-5f);
    Tensor expected = Normalize.channelAffine(x, stats.mean(), rstd, gamma, beta);
    Normalize.Result r = Normalize.group(x, gamma, beta, 4, 1e-5f);
    Naive.check(x.shape(), r.y(), 1e-5, c -> Naive.at(expected, c));
    assertEquals(Shape.of(1, 4), r.mean().shape());
    assertEquals(Shape.of(1, 4), r.rstd().shape());
    Tensor gy = normal(8, 1, 4, 9);
    Tensor bySample =
        Normalize.groupGrad(x, gy, r.mean(), r.rstd(), gamma, beta, 4, Activation.NONE).x();
    Tensor byBatch =
        Normalize.batchGrad(x, gy, stats.mean(), rstd, gamma, beta, Activation.NONE).x();
    Naive.check(x.shape(), bySample, 1e-5, c -> Naive.at(byBatch, c));
  }

  @Test
  void anActivationInTheSamePassIsTheOneAfterIt() {
    Tensor x = normal(1, 4, 6, 5, 5);
    Tensor gamma = normal(2, 6);
    Tensor beta = normal(3, 6);
    Tensor after = Normalize.group(x, gamma, beta, 3, 1e-5f).y().map(UnaryOp.SILU);
    Tensor silu = Normalize.group(x, gamma, beta, 3, 1e-5f, Activation.SILU).y();
    Naive.check(x.shape(), silu, 1e-5, c -> Naive.at(after, c));
    Normalize.Stats stats = Normalize.stats(x);
    Tensor rstd = Normalize.rstd(stats.var(), 1e-5f);
    Tensor then = Normalize.channelAffine(x, stats.mean(), rstd, gamma, beta).map(UnaryOp.RELU);
    Tensor relu = Normalize.channelAffine(x, stats.mean(), rstd, gamma, beta, Activation.RELU);
    Naive.check(x.shape(), relu, 1e-5, c -> Naive.at(then, c));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Tensor x = counting(2, 6, 4);
    Tensor six = engine.zeros(Shape.of(6));
    Tensor five = engine.zeros(Shape.of(5));
    refused(() -> Normalize.stats(counting(4)), "(N, C, …)", "(4)");
    refused(() -> Normalize.group(x, six, six, 4, 1e-5f), "4 groups", "6 channels");
    refused(() -> Normalize.group(x, six, five, 3, 1e-5f), "shift", "(5)", "(6)", "(2, 6, 4)");
    refused(() -> Normalize.group(x, five, six, 3, 1e-5f), "scale", "(5)", "(6)");
    refused(() -> Normalize.channelAffine(x, six, six, five, six), "(5)", "(6)", "(2, 6, 4)");
    refused(
        () -> Normalize.batchGrad(x, counting(2, 6), six, six, six, six, Activation.NONE),
        "(2, 6)",
        "(2, 6, 4)");
  }
}
