package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The catalogue leaves nothing out: each kernel is called by a case, with each of its functions.
 */
class KernelCasesCompleteTest {
  private final Set<String> called = new TreeSet<>();
  private final Set<Enum<?>> functions = new HashSet<>();
  private final Set<String> activated = new TreeSet<>();

  /** Scalar kernels that note which of them are called. */
  private Backend recording(Backend kernels) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, args) -> {
              called.add(method.getName());
              for (Object arg : args == null ? new Object[0] : args) {
                if (arg instanceof Activation) {
                  activated.add(method.getName() + " " + arg);
                } else if (arg instanceof Enum) {
                  functions.add((Enum<?>) arg);
                }
              }
              try {
                return method.invoke(kernels, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Methods that take tensors: the kernels. What is left names, describes or closes. */
  private static Set<String> kernelMethods() {
    return Arrays.stream(Backend.class.getMethods())
        .filter(m -> Modifier.isAbstract(m.getModifiers()))
        .filter(m -> Arrays.asList(m.getParameterTypes()).contains(Tensor.class))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyKernelHasACaseUnderItsName() {
    List<KernelCase> cases = KernelCases.all();
    Parallel parallel = new Parallel(1);
    Backend kernels = recording(Backends.lookUp("scalar", parallel, line -> {}));
    try (Engine engine = new Engine(kernels, parallel)) {
      for (KernelCase c : cases) {
        called.clear();
        c.run(engine, 0);
        assertEquals(Set.of(c.method()), called, "kernels called by " + c);
      }
    }
    Set<String> covered =
        cases.stream().map(KernelCase::method).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(kernelMethods(), covered);
    assertTrue(functions.containsAll(EnumSet.allOf(UnaryOp.class)), "unary: " + functions);
    assertTrue(functions.containsAll(EnumSet.allOf(BinaryOp.class)), "binary: " + functions);
    assertTrue(functions.containsAll(EnumSet.allOf(ReduceOp.class)), "reduce: " + functions);
    assertEquals(everyActivation(), activated);
  }

  /** Each kernel that takes an activation with each activation. */
  private static Set<String> everyActivation() {
    return Arrays.stream(Backend.class.getMethods())
        .filter(m -> Arrays.asList(m.getParameterTypes()).contains(Activation.class))
        .flatMap(m -> Arrays.stream(Activation.values()).map(act -> m.getName() + " " + act))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void thereAreFortyKernels() {
    assertEquals(40, kernelMethods().size(), "the README says how many");
  }

  @Test
  void whatIsNotAKernelIsKnown() {
    Set<String> others =
        Arrays.stream(Backend.class.getMethods()).map(Method::getName).collect(Collectors.toSet());
    others.removeAll(kernelMethods());
    assertEquals(
        Set.of("name", "description", "deviceMemory", "normConv", "imageDft", "batchDft", "close"),
        others);
  }
}
