package dev.ornstein.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.layer.AvgPool2d;
import dev.ornstein.nn.layer.BatchNorm1d;
import dev.ornstein.nn.layer.BatchNorm2d;
import dev.ornstein.nn.layer.Conv2d;
import dev.ornstein.nn.layer.ConvTranspose2d;
import dev.ornstein.nn.layer.Embedding;
import dev.ornstein.nn.layer.GELU;
import dev.ornstein.nn.layer.GroupNorm;
import dev.ornstein.nn.layer.LayerNorm;
import dev.ornstein.nn.layer.Linear;
import dev.ornstein.nn.layer.MaxPool2d;
import dev.ornstein.nn.layer.ReLU;
import dev.ornstein.nn.layer.SelfAttention2d;
import dev.ornstein.nn.layer.SiLU;
import dev.ornstein.nn.layer.Softmax;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.op.Convolution.Geometry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer against PyTorch: outputs, all gradients, and the state after a training pass. */
class GoldenLayersTest {
  /** Sums here have at most some hundred terms, and PyTorch's numbers are of double precision. */
  private static final double TOLERANCE = 2e-6;

  private static final Engine ENGINE = TestEngines.withThreads(2);
  private static final Golden GOLDEN = new Golden("layers.safetensors", ENGINE);

  private static final Map<String, Function<Init, Layer>> LAYERS = new LinkedHashMap<>();

  static {
    LAYERS.put("linear", i -> new Linear(i, 5, 7));
    LAYERS.put("linear_rank3", i -> new Linear(i, 5, 3));
    LAYERS.put("linear_no_bias", i -> new Linear(i, 9, 4, false));
    LAYERS.put("conv3x3", i -> new Conv2d(i, 3, 5, 3));
    LAYERS.put("conv1x1", i -> new Conv2d(i, 6, 2, 1));
    LAYERS.put("conv_stride2", i -> new Conv2d(i, 4, 6, 3, new Geometry(2, 1, 1, 1)));
    LAYERS.put("conv_stride3_no_pad", i -> new Conv2d(i, 2, 3, 4, new Geometry(3, 0, 1, 1)));
    LAYERS.put("conv_dilation2", i -> new Conv2d(i, 3, 4, 3, new Geometry(1, 2, 2, 1)));
    LAYERS.put("conv_groups2", i -> new Conv2d(i, 4, 6, 3, new Geometry(1, 1, 1, 2)));
    LAYERS.put("conv_depthwise7", i -> new Conv2d(i, 4, 4, 7, new Geometry(1, 3, 1, 4), false));
    LAYERS.put("convt_2x2_stride2", i -> new ConvTranspose2d(i, 4, 3, 2, new Geometry(2, 0, 1, 1)));
    LAYERS.put(
        "convt_3x3_stride2_outpad",
        i -> new ConvTranspose2d(i, 4, 6, 3, new Geometry(2, 1, 1, 1), 1, true));
    LAYERS.put(
        "convt_groups_dilation",
        i -> new ConvTranspose2d(i, 4, 6, 3, new Geometry(1, 1, 2, 2), 0, false));
    LAYERS.put("batchnorm1d_train", i -> new BatchNorm1d(i, 6));
    LAYERS.put("batchnorm1d_eval", i -> evaluating(new BatchNorm1d(i, 6)));
    LAYERS.put("batchnorm2d_train", i -> new BatchNorm2d(i, 5));
    LAYERS.put("batchnorm2d_eval", i -> evaluating(new BatchNorm2d(i, 5)));
    LAYERS.put("groupnorm2", i -> new GroupNorm(i, 2, 6));
    LAYERS.put("groupnorm1", i -> new GroupNorm(i, 1, 5));
    LAYERS.put("layernorm", i -> new LayerNorm(i, 11));
    LAYERS.put("maxpool2", i -> new MaxPool2d(2));
    LAYERS.put("maxpool3_stride2", i -> new MaxPool2d(3, 2));
    LAYERS.put("avgpool2", i -> new AvgPool2d(2));
    LAYERS.put("avgpool3_stride1", i -> new AvgPool2d(3, 1));
    LAYERS.put("relu", i -> new ReLU());
    LAYERS.put("silu", i -> new SiLU());
    LAYERS.put("gelu", i -> new GELU());
    LAYERS.put("softmax", i -> new Softmax());
    LAYERS.put("attention1", i -> new SelfAttention2d(i, 6, 1));
    LAYERS.put("attention2", i -> new SelfAttention2d(i, 8, 2));
    LAYERS.put(
        "sequential",
        i ->
            new Sequential(
                i, a -> new Linear(a, 6, 16), a -> new SiLU(), a -> new Linear(a, 16, 3)));
  }

  private static Layer evaluating(Layer layer) {
    layer.train(false);
    return layer;
  }

  static Set<String> cases() {
    return LAYERS.keySet();
  }

  @AfterAll
  static void closeEngine() {
    ENGINE.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithPyTorch(String name) {
    Layer layer = LAYERS.get(name).apply(Init.of(ENGINE, 0));
    layer.loadStateDict(GOLDEN.numbers().sub(name + "/before."));
    try (Tape tape = Tape.record()) {
      Var x = Var.leaf(GOLDEN.tensor(name + "/x"));
      Var y = layer.forward(x);
      GOLDEN.check(name + "/y", y.value(), TOLERANCE);
      tape.backward(y, GOLDEN.tensor(name + "/gy"));
      GOLDEN.check(name + "/grad.x", x.grad(), TOLERANCE);
    }
    layer
        .namedParameters()
        .forEach((n, p) -> GOLDEN.check(name + "/grad." + n, p.gradient(), TOLERANCE));
    StateDict after = layer.stateDict();
    for (String entry : after.names()) {
      if (after.isCount(entry)) {
        assertEquals(GOLDEN.numbers().count(name + "/after." + entry), after.count(entry), entry);
      } else {
        GOLDEN.check(name + "/after." + entry, after.tensor(entry), TOLERANCE);
      }
    }
  }

  @Test
  void embeddingAgreesWithPyTorch() {
    Embedding layer = new Embedding(Init.of(ENGINE, 0), 6, 5);
    layer.loadStateDict(GOLDEN.numbers().sub("embedding/before."));
    float[] index = GOLDEN.tensor("embedding/index").toArray();
    int[] rows = new int[index.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (int) index[i];
    }
    try (Tape tape = Tape.record()) {
      Var y = layer.forward(rows);
      GOLDEN.check("embedding/y", y.value(), 0);
      tape.backward(y, GOLDEN.tensor("embedding/gy"));
    }
    GOLDEN.check("embedding/grad.weight", layer.parameters().get(0).gradient(), TOLERANCE);
  }

  @Test
  void everyCaseOfTheFileIsChecked() {
    Set<String> inFile =
        GOLDEN.numbers().names().stream()
            .map(n -> n.substring(0, n.indexOf('/')))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> here = new TreeSet<>(LAYERS.keySet());
    here.add("embedding");
    assertEquals(here, inFile);
  }
}
