package dev.ornstein.mnist.net;

import dev.ornstein.nn.Module;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleUnaryOperator;

/**
 * The numbers that {@code src/test/golden/make_golden.py} computes too, so that they need not be
 * stored: first weights, noisy images, times and noise of the golden runs.
 */
final class Hashed {
  private Hashed() {}

  /** map(u) for numbers u in [−1, 1) that depend on a name and a position. */
  static Tensor tensor(Engine engine, String name, Shape shape, DoubleUnaryOperator map) {
    float[] out = new float[shape.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) map.applyAsDouble(unit(name, i));
    }
    return engine.wrap(out, shape);
  }

  /** FNV-1a of the name, then a 32-bit mix with the position. */
  private static double unit(String name, int i) {
    int key = 0x811C9DC5;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      key = (key ^ b) * 0x01000193;
    }
    int h = i * 0x9E3779B9 + key;
    h = (h ^ h >>> 16) * 0x85EBCA6B;
    h = (h ^ h >>> 13) * 0xC2B2AE35;
    h ^= h >>> 16;
    return (h >>> 8) / (double) (1 << 23) - 1;
  }

  /**
   * The first weights of a golden run; the script says why they are as they are.
   *
   * @param shift mean of the shifts of batch norms after convolutions
   * @param spread how far shifts of batch norms are from their mean
   */
  static void fill(Module net, double shift, double spread) {
    net.namedParameters()
        .forEach((name, p) -> p.value().set(first(name, p.value(), shift, spread)));
  }

  private static Tensor first(String name, Tensor like, double shift, double spread) {
    Engine engine = like.engine();
    Shape shape = like.shape();
    if (shape.rank() > 1) {
      double fanIn = Math.sqrt(shape.product(1, shape.rank()));
      double gain = name.contains("conv15") ? 1 : 4;
      return tensor(engine, name, shape, u -> gain * (u / fanIn));
    }
    if (name.contains("batchnorm") && name.endsWith("weight")) {
      return tensor(engine, name, shape, u -> 1 + 0.1 * u);
    }
    if (name.contains("batchnorm")) {
      double mean = name.contains(".conv") ? shift : 0;
      return tensor(engine, name, shape, u -> spread * u + mean);
    }
    return tensor(engine, name, shape, u -> 0.1 * u);
  }

  /** Noisy images x (N, 1, 28, 28), times t (N) and the noise in x. */
  record Batch(Tensor x, Tensor t, Tensor noise) {}

  static Batch batch(Engine engine, long salt, int n) {
    Shape images = Shape.of(n, 1, 28, 28);
    Tensor clean = tensor(engine, "x" + salt, images, u -> u * 0.5 + 0.5);
    Tensor noise = tensor(engine, "e" + salt, images, u -> u * Math.sqrt(3));
    Tensor t = tensor(engine, "t" + salt, Shape.of(n), u -> u * 0.5 + 0.5);
    float[] x = new float[images.size()];
    for (int i = 0; i < x.length; i++) {
      double a = 1 - 0.999 * t.get(i / 784);
      x[i] = (float) (Math.sqrt(a) * clean.get(i) + Math.sqrt(1 - a) * noise.get(i));
    }
    return new Batch(engine.wrap(x, images), t, noise);
  }
}
