package dev.ornstein.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ornstein.autograd.op.Exp;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Backends;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every {@link OpCase} through every check. */
class OpCasesTest {
  /** Rounding of one operation and its gradients in units of the largest element's last place. */
  private static final float ROUNDING = 64 * 0x1p-24f;

  /** Composed gradients round at every step: more of it in them and their derivatives. */
  private static final float COMPOSED_ROUNDING = 8 * ROUNDING;

  private static final List<List<Engine>> BY_THREADS =
      List.of(
          List.of(engine("scalar", 1), engine("scalar", 2), engine("scalar", 3)),
          List.of(engine("auto", 1), engine("auto", 2), engine("auto", 3)));
  private static final Engine SCALAR = BY_THREADS.get(0).get(0);
  private static final Engine FASTEST = BY_THREADS.get(1).get(1);

  private static Engine engine(String kernels, int threads) {
    return Engine.create(kernels, threads, line -> {});
  }

  @AfterAll
  static void close() {
    BY_THREADS.forEach(kind -> kind.forEach(Engine::close));
  }

  static List<OpCase> cases() {
    return OpCase.all();
  }

  /** Value, first gradients (fused), first gradients (recorded), second gradients. */
  private record Outcome(
      Tensor value, List<Tensor> fused, List<Tensor> recorded, List<Tensor> second) {
    static Outcome of(OpCase c, Engine e) {
      Tensor[] x = c.arguments().apply(e);
      Var[] leaves = new Var[x.length];
      for (int i = 0; i < x.length; i++) {
        leaves[i] = Var.leaf(x[i]);
      }
      Rng rng = Rng.of(41);
      try (Tape tape = Tape.record()) {
        Var y = c.f().apply(leaves);
        Tensor u = normalLike(y, rng);
        List<Var> xs = List.of(leaves);
        List<Tensor> fused = values(tape.gradients(y, Var.constant(u), xs, false));
        List<Var> recorded = tape.gradients(y, Var.leaf(u), xs, true);
        Var projected = Var.constant(e.scalar(0f));
        for (Var g : recorded) {
          projected = projected.plus(g.times(Var.constant(normalLike(g, rng))).sum());
        }
        List<Tensor> second =
            projected.requiresGrad() ? values(tape.gradients(projected, xs, false)) : List.of();
        return new Outcome(y.value(), fused, values(recorded), second);
      }
    }

    List<Tensor> everything() {
      List<Tensor> all = new ArrayList<>(List.of(value));
      all.addAll(fused);
      all.addAll(recorded);
      all.addAll(second);
      return all;
    }
  }

  private static Tensor normalLike(Var v, Rng rng) {
    Tensor t = v.engine().empty(v.shape());
    rng.normal(t);
    return t;
  }

  private static List<Tensor> values(List<Var> vars) {
    return vars.stream().map(Var::value).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void firstDerivative(OpCase c) {
    GradCheck.first(c.name(), c.f(), c.arguments().apply(FASTEST));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void secondDerivative(OpCase c) {
    GradCheck.second(c.name(), c.f(), c.arguments().apply(FASTEST));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fusedGradientsAgreeWithComposed(OpCase c) {
    Outcome outcome = Outcome.of(c, FASTEST);
    near("gradient", c, outcome.fused, outcome.recorded, COMPOSED_ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void vectorAgreesWithScalar(OpCase c) {
    assumeTrue(Backends.refusalOfVector() == null, Backends.refusalOfVector());
    near(c, Outcome.of(c, SCALAR), Outcome.of(c, FASTEST));
  }

  @Tag("opencl")
  @TestFactory
  Stream<DynamicTest> openClAgreesWithScalar() {
    Engine device = OpenClEngine.orSkip();
    return cases().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.name(), () -> near(c, Outcome.of(c, SCALAR), Outcome.of(c, device))))
        .onClose(device::close);
  }

  private static void near(OpCase c, Outcome expected, Outcome got) {
    near("value", c, List.of(expected.value), List.of(got.value), ROUNDING);
    near("gradient", c, expected.fused, got.fused, ROUNDING);
    near("recorded gradient", c, expected.recorded, got.recorded, COMPOSED_ROUNDING);
    near("second gradient", c, expected.second, got.second, COMPOSED_ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bitsDoNotDependOnThreads(OpCase c) {
    for (List<Engine> kind : BY_THREADS) {
      List<Tensor> expected = Outcome.of(c, kind.get(0)).everything();
      for (Engine e : kind.subList(1, kind.size())) {
        List<Tensor> got = Outcome.of(c, e).everything();
        for (int i = 0; i < got.size(); i++) {
          assertArrayEquals(
              expected.get(i).toArray(),
              got.get(i).toArray(),
              () -> c + " with " + e.parallel().threads() + " threads, " + e.backend().name());
        }
      }
    }
  }

  private static void near(
      String what, OpCase c, List<Tensor> expected, List<Tensor> got, float rounding) {
    assertEquals(expected.size(), got.size(), what);
    for (int k = 0; k < got.size(); k++) {
      Tensor a = expected.get(k);
      Tensor b = got.get(k);
      assertEquals(a.shape(), b.shape(), what);
      float largest = 1f;
      for (int i = 0; i < a.size(); i++) {
        largest = Math.max(largest, Math.abs(a.get(i)));
      }
      float allowed = rounding * (float) Math.sqrt(c.terms()) * largest;
      for (int i = 0; i < a.size(); i++) {
        assertTrue(
            Math.abs(a.get(i) - b.get(i)) <= allowed,
            c
                + ": "
                + what
                + " "
                + k
                + " at "
                + i
                + ": "
                + a.get(i)
                + " and "
                + b.get(i)
                + " differ by more than "
                + allowed);
      }
    }
  }

  /** With vector kernels, which alone compute some in one. */
  @Test
  void everyOperationHasACase() throws IOException, URISyntaxException {
    assumeTrue(Backends.refusalOfVector() == null, Backends.refusalOfVector());
    Set<String> tried = new TreeSet<>();
    for (OpCase c : cases()) {
      Tensor[] x = c.arguments().apply(FASTEST);
      Var[] leaves = new Var[x.length];
      for (int i = 0; i < x.length; i++) {
        leaves[i] = Var.leaf(x[i]);
      }
      try (Tape tape = Tape.record()) {
        c.f().apply(leaves);
        for (Operation operation : tape.operations()) {
          if (operation.name().equals(c.operation())) {
            tried.add(operation.getClass().getName());
          }
        }
      }
    }
    assertEquals(operationClasses(), tried);
  }

  /** The compiled classes beside {@link Exp} that are operations. */
  private static Set<String> operationClasses() throws IOException, URISyntaxException {
    Class<?> one = Exp.class;
    Path folder = Path.of(one.getResource("Exp.class").toURI()).getParent();
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".class") && !f.contains("package-info"))
          .map(f -> load(one.getPackageName() + "." + f.replace(".class", "")))
          .filter(Operation.class::isAssignableFrom)
          .map(Class::getName)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, OpCasesTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
