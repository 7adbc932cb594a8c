package dev.ornstein.autograd;

import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Compares gradients with differences of function values.
 *
 * <p>For a function f of tensors x, random weights u and a random direction v, the derivative of
 * φ(h) = ⟨u, f(x + h·v)⟩ at 0 must be ⟨(∂f/∂x)ᵀu, v⟩. All sums are in double precision; the
 * function is evaluated in float, whose rounding of x + h·v is accounted for. Central differences
 * at several h are extrapolated to h = 0 in Ridders' manner (Advances in Engineering Software 4,
 * 1982), which chooses the step without looking at the gradient. The difference is judged against
 * the length of the vector of products gᵢ·vᵢ, so that terms which happen to cancel do not make the
 * judgement harsher; several directions are tried.
 *
 * <p>{@link #second} does the same with f(x, u) = (∂f/∂x)ᵀu, by way of a recorded backward pass.
 * Functions with kinks must be given arguments at least {@link #REACH} away from them.
 */
public final class GradCheck {
  /** No element of an argument is moved further than this. */
  public static final float REACH = 1f / 16;

  /** Tolerance for first derivatives, relative as said above. */
  public static final double FIRST = 1e-3;

  /** Tolerance for second derivatives. */
  public static final double SECOND = 2e-3;

  /**
   * Rounding of φ, relative to the length of the vector of its terms: a few units in the last
   * place.
   */
  private static final double NOISE = 1e-6;

  private static final int DIRECTIONS = 3;
  private static final int STEPS = 5;

  private GradCheck() {}

  /** Fails unless the first derivatives of {@code f} by all its arguments are right. */
  public static void first(String what, Function<Var[], Var> f, Tensor... x) {
    Var[] leaves = leaves(x);
    first(what, () -> f.apply(leaves), leaves);
  }

  /**
   * As {@link #first(String, Function, Tensor...)} for a function that holds its leaves, such as a
   * layer with its parameters. Their values are moved in place and put back.
   */
  public static void first(String what, Supplier<Var> f, Var... leaves) {
    Rng rng = Rng.of(17);
    Tensor u = normalLike(f.get().value(), rng);
    List<Tensor> g = gradients(f, u, leaves);
    for (int k = 0; k < DIRECTIONS; k++) {
      judge(what + ": first derivative", () -> f.get().value(), u, leaves, g, rng, FIRST);
    }
  }

  /** Fails unless the second derivatives of {@code f} by all its arguments are right. */
  public static void second(String what, Function<Var[], Var> f, Tensor... x) {
    Var[] leaves = leaves(x);
    second(what, () -> f.apply(leaves), leaves);
  }

  /** As {@link #second(String, Function, Tensor...)} for a function that holds its leaves. */
  public static void second(String what, Supplier<Var> f, Var... leaves) {
    Rng rng = Rng.of(29);
    Var u = Var.leaf(normalLike(f.get().value(), rng));
    Var[] all = new Var[leaves.length + 1];
    System.arraycopy(leaves, 0, all, 0, leaves.length);
    all[leaves.length] = u; // (∂f/∂x)ᵀu is a function of u too
    for (int i = 0; i < leaves.length; i++) {
      Var x = leaves[i];
      Tensor w = normalLike(x.value(), rng);
      List<Tensor> g = secondGradients(f, u, x, w, all);
      String which = what + ": derivative of the gradient by argument " + i;
      for (int k = 0; k < DIRECTIONS; k++) {
        judge(which, () -> gradients(f, u.value(), x).get(0), w, all, g, rng, SECOND);
      }
    }
  }

  /** (∂f/∂x)ᵀu for each leaf, not recorded: by the fused kernels. */
  static List<Tensor> gradients(Supplier<Var> f, Tensor u, Var... leaves) {
    try (Tape tape = Tape.record()) {
      Var y = f.get();
      if (!y.requiresGrad()) {
        return zeros(leaves);
      }
      return values(tape.gradients(y, Var.constant(u), List.of(leaves), false));
    }
  }

  /** Gradients of ⟨(∂f/∂x)ᵀu, w⟩, through a recorded backward pass. */
  static List<Tensor> secondGradients(Supplier<Var> f, Var u, Var x, Tensor w, Var... all) {
    try (Tape tape = Tape.record()) {
      Var y = f.get();
      if (!y.requiresGrad()) {
        return zeros(all);
      }
      Var g = tape.gradients(y, u, List.of(x), true).get(0);
      if (!g.requiresGrad()) {
        return zeros(all);
      }
      return values(tape.gradients(g, Var.constant(w), List.of(all), false));
    }
  }

  private static void judge(
      String what,
      Supplier<Tensor> f,
      Tensor u,
      Var[] leaves,
      List<Tensor> g,
      Rng rng,
      double tolerance) {
    List<float[]> direction = new ArrayList<>();
    for (Var leaf : leaves) {
      float[] v = new float[leaf.shape().size()];
      for (int i = 0; i < v.length; i++) {
        v[i] = 2 * rng.nextFloat() - 1;
      }
      direction.add(v);
    }
    double[] excess = new double[STEPS]; // slope of φ minus the slope that the gradient promises
    double scale = 0;
    double noise = 0;
    for (int k = 0; k < STEPS; k++) {
      Slope s = new Slope(leaves, direction, REACH / (1 << k));
      double slope = s.measure(f, u);
      excess[k] = slope - s.promised(g);
      scale = s.lengthOfTerms(g);
      noise = Math.max(noise, NOISE * s.lengthOfValue / (REACH / (1 << STEPS / 2)));
    }
    double error = Math.abs(extrapolate(excess));
    double allowed = tolerance * scale + noise;
    if (!(error <= allowed) || Double.isInfinite(allowed)) {
      throw new AssertionError(
          what
              + " is off by "
              + error
              + ", allowed "
              + allowed
              + " (terms "
              + scale
              + ", rounding "
              + noise
              + ")");
    }
  }

  /** Central difference along a direction with one step. */
  private static final class Slope {
    private final Var[] leaves;
    private final List<float[]> direction;
    private final float h;
    private final List<double[]> moved = new ArrayList<>(); // (x⁺ − x⁻)/2h as floats really moved
    private double lengthOfValue;

    Slope(Var[] leaves, List<float[]> direction, float h) {
      this.leaves = leaves;
      this.direction = direction;
      this.h = h;
    }

    double measure(Supplier<Tensor> f, Tensor u) {
      List<float[]> before = new ArrayList<>();
      for (Var leaf : leaves) {
        before.add(leaf.value().toArray());
      }
      float[][] above = move(before, h);
      double plus = dot(f.get(), u);
      float[][] below = move(before, -h);
      Tensor y = f.get();
      double minus = dot(y, u);
      for (int i = 0; i < leaves.length; i++) {
        write(leaves[i].value(), before.get(i));
        double[] d = new double[before.get(i).length];
        for (int j = 0; j < d.length; j++) {
          d[j] = ((double) above[i][j] - below[i][j]) / (2.0 * h);
        }
        moved.add(d);
      }
      lengthOfValue = lengthOfProducts(y, u);
      return (plus - minus) / (2.0 * h);
    }

    private float[][] move(List<float[]> from, float step) {
      float[][] to = new float[leaves.length][];
      for (int i = 0; i < leaves.length; i++) {
        to[i] = from.get(i).clone();
        for (int j = 0; j < to[i].length; j++) {
          to[i][j] += step * direction.get(i)[j];
        }
        write(leaves[i].value(), to[i]);
      }
      return to;
    }

    double promised(List<Tensor> g) {
      double sum = 0;
      for (int i = 0; i < leaves.length; i++) {
        for (int j = 0; j < moved.get(i).length; j++) {
          sum += g.get(i).get(j) * moved.get(i)[j];
        }
      }
      return sum;
    }

    double lengthOfTerms(List<Tensor> g) {
      double sum = 0;
      for (int i = 0; i < leaves.length; i++) {
        for (int j = 0; j < moved.get(i).length; j++) {
          double term = g.get(i).get(j) * moved.get(i)[j];
          sum += term * term;
        }
      }
      return Math.sqrt(sum);
    }
  }

  /** The value at step 0 from values at h, h/2, h/4, …, whose error is a series in h². */
  private static double extrapolate(double[] at) {
    double[] previous = {at[0]};
    double best = at[0];
    double doubt = Double.POSITIVE_INFINITY;
    for (int i = 1; i < at.length; i++) {
      double[] row = new double[i + 1];
      row[0] = at[i];
      double factor = 1;
      for (int j = 1; j <= i; j++) {
        factor *= 4;
        row[j] = (factor * row[j - 1] - previous[j - 1]) / (factor - 1);
        double d = Math.max(Math.abs(row[j] - row[j - 1]), Math.abs(row[j] - previous[j - 1]));
        if (!(d > doubt)) {
          doubt = d;
          best = row[j];
        }
      }
      previous = row;
    }
    return best;
  }

  private static double dot(Tensor a, Tensor b) {
    a.shape().require(b.shape(), "the result of a function under test");
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += (double) a.get(i) * b.get(i);
    }
    return sum;
  }

  private static double lengthOfProducts(Tensor a, Tensor b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      double term = (double) a.get(i) * b.get(i);
      sum += term * term;
    }
    return Math.sqrt(sum);
  }

  private static void write(Tensor t, float[] values) {
    System.arraycopy(values, 0, t.array(), t.offset(), values.length);
    t.changed();
  }

  private static Tensor normalLike(Tensor t, Rng rng) {
    Tensor out = t.engine().empty(t.shape());
    rng.normal(out);
    return out;
  }

  private static Var[] leaves(Tensor... x) {
    Var[] leaves = new Var[x.length];
    for (int i = 0; i < x.length; i++) {
      leaves[i] = Var.leaf(x[i].copy());
    }
    return leaves;
  }

  private static List<Tensor> values(List<Var> vars) {
    return vars.stream().map(Var::value).toList();
  }

  private static List<Tensor> zeros(Var... like) {
    List<Tensor> out = new ArrayList<>();
    for (Var v : like) {
      out.add(v.engine().zeros(v.shape()));
    }
    return out;
  }
}
