package dev.ornstein.mnist.judge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeNet5Test {
  /** Sums of up to 400 products of numbers of about 1. */
  private static final float SUMS = 1e-4f;

  private static Engine engine() {
    return Engine.create("auto", 2, line -> {});
  }

  @Test
  void namesAndShapesAreThoseOfPyTorch() {
    try (Engine engine = engine()) {
      LeNet5 net = new LeNet5(Init.of(engine, 1));
      List<String> said = new ArrayList<>();
      net.namedParameters().forEach((name, p) -> said.add(name + p.shape()));
      List<String> expected =
          List.of(
              "conv1.weight(6, 1, 5, 5)",
              "conv1.bias(6)",
              "conv2.weight(16, 6, 5, 5)",
              "conv2.bias(16)",
              "fc1.weight(120, 400)",
              "fc1.bias(120)",
              "fc2.weight(84, 120)",
              "fc2.bias(84)",
              "fc3.weight(10, 84)",
              "fc3.bias(10)");
      assertEquals(expected, said);
      assertEquals(61_706, net.parameterCount());
    }
  }

  @Test
  void featuresAreWhatTheLoopsSay() {
    try (Engine engine = engine()) {
      LeNet5 net = new LeNet5(Init.of(engine, 2));
      Tensor x = engine.empty(Shape.of(2, 1, 28, 28));
      Rng.of(3).uniform(x);
      Var features = net.features(Var.constant(x));
      assertEquals(Shape.of(2, 84), features.shape());
      float[] second = features.value().window(84, Shape.of(84)).toArray();
      float[] image = x.window(784, Shape.of(784)).toArray();
      assertArrayEquals(plainFeatures(net, image), second, SUMS);
      assertArrayEquals(
          net.logits(features).value().toArray(), net.forward(Var.constant(x)).value().toArray());
    }
  }

  private static float[] weights(LeNet5 net, String name) {
    return net.namedParameters().get(name).value().toArray();
  }

  private static float[] plainFeatures(LeNet5 net, float[] image) {
    float[] h = convolved(net, "conv1", image, 1, 28, 6, 2);
    h = convolved(net, "conv2", pooled(h, 6, 28), 6, 14, 16, 0);
    h = connected(net, "fc1", pooled(h, 16, 10), 120);
    return connected(net, "fc2", h, 84);
  }

  private static float[] convolved(
      LeNet5 net, String layer, float[] x, int in, int size, int out, int pad) {
    float[] w = weights(net, layer + ".weight");
    float[] bias = weights(net, layer + ".bias");
    int p = size + 2 * pad - 4;
    float[] y = new float[out * p * p];
    for (int i = 0; i < y.length; i++) {
      int k = i / (p * p);
      double sum = bias[k];
      for (int j = 0; j < in * 25; j++) {
        int row = i / p % p + j / 5 % 5 - pad;
        int column = i % p + j % 5 - pad;
        if (row >= 0 && row < size && column >= 0 && column < size) {
          sum += w[k * in * 25 + j] * x[(j / 25 * size + row) * size + column];
        }
      }
      y[i] = (float) Math.max(0, sum);
    }
    return y;
  }

  private static float[] pooled(float[] x, int channels, int size) {
    int half = size / 2;
    float[] y = new float[channels * half * half];
    for (int i = 0; i < y.length; i++) {
      int at = (i / half * 2) * size + i % half * 2; // rows of all channels lie below each other
      y[i] = Math.max(Math.max(x[at], x[at + 1]), Math.max(x[at + size], x[at + size + 1]));
    }
    return y;
  }

  private static float[] connected(LeNet5 net, String layer, float[] x, int out) {
    float[] w = weights(net, layer + ".weight");
    float[] y = weights(net, layer + ".bias");
    for (int k = 0; k < out; k++) {
      double sum = y[k];
      for (int j = 0; j < x.length; j++) {
        sum += w[k * x.length + j] * x[j];
      }
      y[k] = (float) Math.max(0, sum);
    }
    return y;
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    try (Engine engine = engine()) {
      LeNet5 net = new LeNet5(Init.of(engine, 1));
      for (Shape s : List.of(Shape.of(1, 1, 32, 32), Shape.of(2, 28, 28), Shape.of(1, 3, 28, 28))) {
        String message =
            assertThrows(ShapeException.class, () -> net.forward(Var.constant(engine.zeros(s))))
                .getMessage();
        assertTrue(message.contains("(N, 1, 28, 28)") && message.contains("" + s), message);
      }
    }
  }
}
