package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertAll;

import dev.ornstein.tensor.Engine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * Scalar kernels against the truth, vector kernels against scalar ones, and either against itself
 * with other thread counts. One test per method of {@link Backend} runs all its cases and reports
 * every one that fails.
 */
class KernelAgreementTest {
  private static final int MARGIN = 5;

  private static Map<String, List<KernelCase>> byMethod;
  private static Engine scalar;

  @BeforeAll
  static void collect() {
    scalar = Engines.scalar(1);
    byMethod = new LinkedHashMap<>();
    for (KernelCase c : KernelCases.all()) {
      byMethod.computeIfAbsent(c.method(), m -> new ArrayList<>()).add(c);
    }
  }

  @AfterAll
  static void close() {
    scalar.close();
  }

  private static Stream<DynamicTest> perMethod(Consumer<KernelCase> check) {
    return perMethod(method -> true, check);
  }

  private static Stream<DynamicTest> perMethod(
      Predicate<String> methods, Consumer<KernelCase> check) {
    return byMethod.entrySet().stream()
        .filter(e -> methods.test(e.getKey()))
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey() + ", " + e.getValue().size() + " cases",
                    () ->
                        assertAll(
                            e.getValue().stream().map(c -> (Executable) () -> check.accept(c)))));
  }

  @TestFactory
  Stream<DynamicTest> scalarKernelsComputeTheirDefinition() {
    return perMethod(
        c -> {
          Expected[] truth = c.truth();
          float[][] own = c.run(scalar, 0);
          KernelAssert.close(c, KernelAssert.values(truth), own, truth, c.ofScalar());
          KernelAssert.sameBits(c, "as windows into larger arrays", own, c.run(scalar, MARGIN));
        });
  }

  @TestFactory
  Stream<DynamicTest> vectorKernelsAgreeWithScalarOnes() {
    return agreeWithScalarOnes("vector");
  }

  @TestFactory
  Stream<DynamicTest> directVectorKernelsAgreeWithScalarOnes() {
    return agreeWithScalarOnes("vector-direct");
  }

  @TestFactory
  Stream<DynamicTest> vectorKernelsWithTilesOf2AgreeWithScalarOnes() {
    return agreeWithScalarOnes("vector-winograd2");
  }

  @TestFactory
  Stream<DynamicTest> vectorKernelsWithTilesOf4AgreeWithScalarOnes() {
    return agreeWithScalarOnes("vector-winograd4");
  }

  @Tag("opencl")
  @TestFactory
  Stream<DynamicTest> openClKernelsAgreeWithScalarOnes() {
    return agreeWithScalarOnes("opencl");
  }

  @Tag("opencl")
  @TestFactory
  Stream<DynamicTest> openClKernelsForGpusAgreeWithScalarOnes() {
    // OpenClTilesTest has the products.
    return agreeWithScalarOnes("opencl-gpu", m -> !m.equals("gemm") && !m.startsWith("conv2d"));
  }

  @Tag("opencl")
  @TestFactory
  Stream<DynamicTest> openClConvolutionsByTilesOf2AgreeWithScalarOnes() {
    return agreeWithScalarOnes("opencl-winograd2", m -> m.startsWith("conv2d"));
  }

  @Tag("opencl")
  @TestFactory
  Stream<DynamicTest> openClConvolutionsByTilesOf4AgreeWithScalarOnes() {
    return agreeWithScalarOnes("opencl-winograd4", m -> m.startsWith("conv2d"));
  }

  private static Stream<DynamicTest> agreeWithScalarOnes(String kernels) {
    return agreeWithScalarOnes(kernels, method -> true);
  }

  private static Stream<DynamicTest> agreeWithScalarOnes(
      String kernels, Predicate<String> methods) {
    Engine vector = Engines.named(kernels, 1);
    return perMethod(
            methods,
            c -> {
              Expected[] truth = c.truth();
              double[][] expected = KernelAssert.widen(c.run(scalar, 0));
              KernelAssert.close(c, expected, c.run(vector, 0), truth, c.ofVector(kernels));
              KernelAssert.close(c, expected, c.run(vector, MARGIN), truth, c.ofVector(kernels));
            })
        .onClose(vector::close);
  }

  @TestFactory
  Stream<DynamicTest> scalarKernelsGiveTheSameBitsOnAnyThreads() {
    return sameBitsOnAnyThreads("scalar");
  }

  @TestFactory
  Stream<DynamicTest> vectorKernelsGiveTheSameBitsOnAnyThreads() {
    return sameBitsOnAnyThreads("vector");
  }

  @TestFactory
  Stream<DynamicTest> vectorKernelsWithTilesOf2GiveTheSameBitsOnAnyThreads() {
    return sameBitsOnAnyThreads("vector-winograd2");
  }

  @TestFactory
  Stream<DynamicTest> vectorKernelsWithTilesOf4GiveTheSameBitsOnAnyThreads() {
    return sameBitsOnAnyThreads("vector-winograd4");
  }

  private static Stream<DynamicTest> sameBitsOnAnyThreads(String kernels) {
    Engine one = Engines.named(kernels, 1);
    Engine two = Engines.named(kernels, 2);
    Engine three = Engines.named(kernels, 3);
    return perMethod(
            c -> {
              float[][] expected = c.run(one, MARGIN);
              KernelAssert.sameBits(c, "two threads", expected, c.run(two, MARGIN));
              KernelAssert.sameBits(c, "three threads", expected, c.run(three, MARGIN));
            })
        .onClose(
            () -> {
              one.close();
              two.close();
              three.close();
            });
  }
}
