package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * One call of one {@link Backend} method on fixed inputs, with its true result computed in double
 * by code that shares nothing with the kernels. The catalogue {@link KernelCases} feeds the tests
 * of each implementation, of their agreement and of thread counts.
 *
 * <p>Tensors are windows into larger arrays. Around inputs lies NaN, which a kernel that reads too
 * far carries into its result; around outputs lies a number that must still be there afterwards.
 * Inside, a pure output starts as NaN, so that a forgotten element is found.
 */
final class KernelCase {
  private static final float GUARD = -12345.678f;

  /** The call; tensors come in the order in which they were declared. */
  @FunctionalInterface
  interface Call {
    void run(Backend kernels, Tensor[] t);
  }

  /**
   * The truth, one entry per output; {@code v} holds what the tensors contained before the call.
   */
  @FunctionalInterface
  interface Oracle {
    Expected[] of(double[][] v);
  }

  private final String method;
  private final String label;
  private final List<Shape> shapes = new ArrayList<>();
  private final List<float[]> before = new ArrayList<>();
  private final List<Integer> outputs = new ArrayList<>();
  private Call call;
  private Oracle oracle;
  private Tolerance ofScalar;
  private Function<String, Tolerance> ofVector;
  private Expected[] truth;

  private KernelCase(String method, String label) {
    this.method = method;
    this.label = label;
  }

  /**
   * @param method name of the method of {@link Backend}
   * @param label what is special about this call
   */
  static KernelCase of(String method, Object label) {
    return new KernelCase(method, label.toString());
  }

  /** Declares a tensor that the call overwrites. */
  KernelCase out(int... dims) {
    outputs.add(shapes.size());
    return tensor(null, dims);
  }

  /** Declares a tensor that the call reads and changes. */
  KernelCase inout(float[] values, int... dims) {
    outputs.add(shapes.size());
    return tensor(values, dims);
  }

  /** Declares a tensor that the call reads. */
  KernelCase in(float[] values, int... dims) {
    return tensor(values, dims);
  }

  private KernelCase tensor(float[] values, int... dims) {
    Shape shape = Shape.of(dims);
    if (values != null) {
      assertEquals(shape.size(), values.length, "values for " + shape + " in " + this);
    }
    shapes.add(shape);
    before.add(values);
    return this;
  }

  KernelCase call(Call c) {
    call = c;
    return this;
  }

  KernelCase expect(Oracle o) {
    oracle = o;
    return this;
  }

  /** One tolerance for scalar against the truth and vector against scalar. */
  KernelCase within(Tolerance t) {
    return within(t, t);
  }

  KernelCase within(Tolerance scalarAgainstTruth, Tolerance vectorAgainstScalar) {
    return within(scalarAgainstTruth, kernels -> vectorAgainstScalar);
  }

  /** Tolerances of vector kernels by their name. */
  KernelCase within(Tolerance scalarAgainstTruth, Function<String, Tolerance> vectorAgainstScalar) {
    ofScalar = scalarAgainstTruth;
    ofVector = vectorAgainstScalar;
    return this;
  }

  String method() {
    return method;
  }

  Tolerance ofScalar() {
    return ofScalar;
  }

  /** Of the vector kernels of this name. */
  Tolerance ofVector(String kernels) {
    return ofVector.apply(kernels);
  }

  /** The truth, worked out once. */
  Expected[] truth() {
    if (truth == null) {
      truth = oracle.of(contentsBefore());
    }
    return truth;
  }

  private double[][] contentsBefore() {
    double[][] v = new double[before.size()][];
    for (int i = 0; i < v.length; i++) {
      float[] values = before.get(i);
      v[i] = values == null ? null : new double[values.length];
      for (int j = 0; values != null && j < values.length; j++) {
        v[i][j] = values[j];
      }
    }
    return v;
  }

  /**
   * Runs the call and returns the outputs.
   *
   * @param margin foreign elements on either side of each tensor (a few more for later tensors, so
   *     that offsets differ), or 0 for tensors with arrays of their own
   */
  float[][] run(Engine engine, int margin) {
    Tensor[] t = new Tensor[shapes.size()];
    for (int i = 0; i < t.length; i++) {
      int m = margin == 0 ? 0 : margin + 2 * i;
      boolean output = outputs.contains(i);
      int size = shapes.get(i).size();
      float[] array = new float[size + 2 * m];
      Arrays.fill(array, output ? GUARD : Float.NaN);
      if (before.get(i) == null) {
        Arrays.fill(array, m, m + size, Float.NaN);
      } else {
        System.arraycopy(before.get(i), 0, array, m, size);
      }
      t[i] = engine.wrap(array, Shape.of(array.length)).window(m, shapes.get(i));
    }
    call.run(engine.backend(), t);
    for (int i = 0; i < t.length; i++) {
      requireUntouched(t[i], i);
    }
    return outputs.stream().map(i -> t[i].toArray()).toArray(float[][]::new);
  }

  private void requireUntouched(Tensor t, int i) {
    float[] array = t.array();
    int from = t.offset();
    int to = from + t.size();
    boolean output = outputs.contains(i);
    for (int j = 0; j < array.length; j++) {
      boolean inside = j >= from && j < to;
      if (inside && output) {
        continue;
      }
      float expected = inside ? before.get(i)[j - from] : output ? GUARD : Float.NaN;
      assertEquals(
          Float.floatToRawIntBits(expected),
          Float.floatToRawIntBits(array[j]),
          () -> this + " changed tensor " + i + " outside its outputs");
    }
  }

  @Override
  public String toString() {
    return method + " " + label;
  }
}
