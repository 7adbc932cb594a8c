package dev.ornstein.mnist.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.op.Rearrange;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SeedUNetTest {
  private static final Engine ENGINE = Engine.create("auto", 2, line -> {});
  private static final SeedUNetConfig TINY = new SeedUNetConfig(1, 8, 6, 3, 4, 2, 8, 12, 0);

  /** Another order of channels is another order of sums in the first convolution, then ten more. */
  private static final double ROUNDING = 1e-5;

  @AfterAll
  static void closeEngine() {
    ENGINE.close();
  }

  private static Tensor times(int n) {
    return ENGINE.full(Shape.of(n), 0.5f);
  }

  @Test
  void theSeedsNetworkHasItsNumberOfParameters() {
    SeedUNet net = new SeedUNet(Init.of(ENGINE, 1), SeedUNetConfig.seed(32));
    assertEquals(54_461_057, net.parameterCount());
  }

  @Test
  void namesAndLayoutsAreTheSeeds() {
    StateDict state = new SeedUNet(Init.of(ENGINE, 1), SeedUNetConfig.seed(4)).stateDict();
    assertEquals(Shape.of(4, 65, 3, 3), state.shape("denoiser.conv1.conv1.weight"));
    assertEquals(Shape.of(4), state.shape("denoiser.conv1.batchnorm1.running_var"));
    assertEquals(Shape.of(1024, 16 * 49), state.shape("denoiser.fc7.fc1.weight"));
    assertEquals(Shape.of(16 * 49, 16 * 49), state.shape("denoiser.fc8.fc2.weight"));
    assertEquals(Shape.of(16, 32, 3, 3), state.shape("denoiser.conv10.conv1.weight"));
    assertEquals(Shape.of(16, 8, 2, 2), state.shape("denoiser.upconv11.weight"));
    assertEquals(Shape.of(8, 4, 2, 2), state.shape("denoiser.upconv13.weight"));
    assertEquals(Shape.of(1), state.shape("denoiser.conv15.bias"));
    assertEquals(Shape.of(256, 1), state.shape("time_encoder.fc1.fc1.weight"));
    assertEquals(Shape.of(32, 256), state.shape("time_encoder.fc3.fc1.weight"));
    assertEquals(Shape.of(32, 3, 3, 3), state.shape("position_encoder.conv1.conv1.weight"));
    Set<String> blocks =
        state.names().stream()
            .map(n -> n.substring(0, n.indexOf('.', n.indexOf('.') + 1)))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    assertEquals(
        "[denoiser.conv1, denoiser.conv3, denoiser.conv5, denoiser.fc7, denoiser.fc8,"
            + " denoiser.conv10, denoiser.upconv11, denoiser.conv12, denoiser.upconv13,"
            + " denoiser.conv14, denoiser.conv15, time_encoder.fc1, time_encoder.fc2,"
            + " time_encoder.fc3, position_encoder.conv1, position_encoder.conv2,"
            + " position_encoder.conv3]",
        blocks.toString());
  }

  @Test
  void positionsAreEncodedOnceHoweverLargeTheBatch() {
    SeedUNet net = new SeedUNet(Init.of(ENGINE, 1), TINY);
    Tensor x = ENGINE.zeros(Shape.of(5, 1, 8, 12));
    assertEquals(x.shape(), net.forward(Var.constant(x), times(5)).shape());
    assertEquals(
        1,
        net.namedCounters().get("position_encoder.conv2.batchnorm2.num_batches_tracked").value());
  }

  @Test
  void inputsThatDoNotFitAreNamed() {
    SeedUNet net = new SeedUNet(Init.of(ENGINE, 1), TINY);
    Var x = Var.constant(ENGINE.zeros(Shape.of(3, 1, 8, 12)));
    Var square = Var.constant(ENGINE.zeros(Shape.of(3, 1, 12, 12)));
    Var odd = Var.constant(ENGINE.zeros(Shape.of(3, 1, 8, 10)));
    Var coloured = Var.constant(ENGINE.zeros(Shape.of(3, 3, 8, 12)));
    assertTrue(
        assertThrows(ShapeException.class, () -> net.forward(square, times(3)))
            .getMessage()
            .contains("8×12"));
    assertThrows(ShapeException.class, () -> net.forward(odd, times(3)));
    assertThrows(ShapeException.class, () -> net.forward(coloured, times(3)));
    assertThrows(ShapeException.class, () -> net.forward(x, times(2)));
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> net.forward(x, times(3), Condition.ofLabels(new int[] {-1, 4, -1})))
            .getMessage()
            .contains("knows no classes"));
    assertEquals(
        x.shape(), net.forward(x, times(3), Condition.ofLabels(new int[] {-1, -1, -1})).shape());
  }

  @Test
  void theConditionalNetworkSeesOneMoreImage() {
    SeedUNetConfig seeds = SeedUNetConfig.seed(2).conditionedBy(1);
    SeedUNet net = new SeedUNet(Init.of(ENGINE, 1), seeds);
    StateDict state = net.stateDict();
    assertEquals(1, net.conditionChannels());
    assertEquals(Shape.of(2, 66, 3, 3), state.shape("denoiser.conv1.conv1.weight"));
    assertEquals(seeds, SeedUNet.load(Init.of(ENGINE, 2), state, 28, 28).config());
    int more = 2 * 3 * 3; // the weights of one more channel in the first convolution
    long without = new SeedUNet(Init.of(ENGINE, 1), SeedUNetConfig.seed(2)).parameterCount();
    assertEquals(without + more, net.parameterCount());
  }

  @Test
  void conditionImagesStandBetweenTheNoisyOnesAndTheEncodings() {
    SeedUNetConfig small = new SeedUNetConfig(4, 8, 6, 3, 4, 2, 8, 12, 2);
    SeedUNet net = new SeedUNet(Init.of(ENGINE, 1), small);
    Hashed.fill(net, 1, 0.5); // a new network's ReLUs may all be shut in evaluation mode
    net.train(false);
    Tensor x = normal(Shape.of(3, 1, 8, 12), 4);
    Tensor y = normal(Shape.of(3, 2, 8, 12), 5);
    float[] before = output(net, x, y);
    Tensor first = Rearrange.slice(y, 1, 0, 1);
    Tensor others = Rearrange.concat(List.of(x, Rearrange.slice(y, 1, 1, 2)), 1);
    float[] images = output(net, first, others);
    Tensor weights = net.namedParameters().get("denoiser.conv1.conv1.weight").value();
    weights.set(exchanged(weights));
    float[] both = output(net, first, others);
    assertTrue(Golden.compare("images exchanged", images, before).relative() > 1000 * ROUNDING);
    assertTrue(Golden.compare("weights exchanged too", both, before).relative() <= ROUNDING);
  }

  private static Tensor normal(Shape shape, long seed) {
    Tensor t = ENGINE.empty(shape);
    Rng.of(seed).normal(t);
    return t;
  }

  private static float[] output(SeedUNet net, Tensor x, Tensor condition) {
    Condition c = Condition.ofImage(condition);
    return net.forward(Var.constant(x), times(x.dim(0)), c).value().toArray();
  }

  /** Weights (K, C, 3, 3) with the first two input channels exchanged. */
  private static Tensor exchanged(Tensor w) {
    Tensor first = Rearrange.slice(w, 1, 0, 1);
    Tensor second = Rearrange.slice(w, 1, 1, 2);
    return Rearrange.concat(List.of(second, first, Rearrange.slice(w, 1, 2, w.dim(1))), 1);
  }

  @Test
  void conditionImagesThatDoNotFitAreNamed() {
    Var x = Var.constant(ENGINE.zeros(Shape.of(3, 1, 8, 12)));
    Condition one = Condition.ofImage(ENGINE.zeros(Shape.of(3, 1, 8, 12)));
    Condition two = Condition.ofImage(ENGINE.zeros(Shape.of(3, 2, 8, 12)));
    SeedUNet none = new SeedUNet(Init.of(ENGINE, 1), TINY);
    SeedUNet takesTwo = new SeedUNet(Init.of(ENGINE, 1), TINY.conditionedBy(2));
    refused("noisy images only", IllegalArgumentException.class, none, x, one);
    refused("needs condition images", IllegalArgumentException.class, takesTwo, x, Condition.NONE);
    refused("(3, 2, 8, 12)", ShapeException.class, takesTwo, x, one);
    assertEquals(x.shape(), takesTwo.forward(x, times(3), two).shape());
    Tensor flat = ENGINE.zeros(Shape.of(8, 12));
    assertThrows(ShapeException.class, () -> Condition.ofImage(flat));
    assertSame(Condition.NONE, Condition.ofLabels(null));
    assertSame(Condition.NONE, Condition.ofImage(null));
  }

  private static void refused(
      String words, Class<? extends Exception> kind, SeedUNet net, Var x, Condition condition) {
    String message =
        assertThrows(kind, () -> net.forward(x, times(x.dim(0)), condition)).getMessage();
    assertTrue(message.contains(words), message);
  }

  @Test
  void weightsOfOtherNetworksAreRefusedWithASentence() {
    StateDict none = new StateDict();
    none.put("conv.weight", ENGINE.zeros(Shape.of(2, 2)));
    Init init = Init.of(ENGINE, 1);
    String message =
        assertThrows(UserError.class, () -> SeedUNet.load(init, none, 28, 28)).getMessage();
    assertTrue(message.contains("denoiser.conv1.conv1.weight"), message);
    StateDict other = new SeedUNet(init, TINY).stateDict();
    assertThrows(UserError.class, () -> SeedUNet.load(init, other, 28, 28));
    assertEquals(TINY, SeedUNet.load(init, other, 8, 12).config());
    StateDict narrow = new StateDict();
    for (String name : other.names()) {
      if (name.endsWith("weight") && other.shape(name).rank() > 1) {
        boolean isFirst = name.equals("denoiser.conv1.conv1.weight");
        narrow.put(name, isFirst ? ENGINE.zeros(Shape.of(1, 5, 3, 3)) : other.tensor(name));
      }
    }
    String few =
        assertThrows(UserError.class, () -> SeedUNet.load(init, narrow, 8, 12)).getMessage();
    assertTrue(few.contains("at least 6") && few.contains("got 5"), few);
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    assertThrows(UserError.class, () -> SeedUNetConfig.seed(0));
    assertThrows(UserError.class, () -> SeedUNetConfig.seed(2).forImages(28, 30));
    assertThrows(UserError.class, () -> SeedUNetConfig.seed(2).conditionedBy(-1));
    assertEquals(
        new SeedUNetConfig(2, 1024, 256, 32, 32, 32, 32, 16, 0),
        SeedUNetConfig.seed(2).forImages(32, 16));
  }
}
