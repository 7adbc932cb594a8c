package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.UserError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendsTest {
  private final Parallel parallel = new Parallel(1);
  private final List<String> log = new ArrayList<>();
  private String property;

  @BeforeEach
  void rememberProperty() {
    property = System.getProperty(Backends.PROPERTY);
    System.clearProperty(Backends.PROPERTY);
  }

  @AfterEach
  void restoreProperty() {
    if (property == null) {
      System.clearProperty(Backends.PROPERTY);
    } else {
      System.setProperty(Backends.PROPERTY, property);
    }
    parallel.close();
  }

  @Test
  void scalarIsAlwaysThere() {
    Backend scalar = Backends.lookUp("scalar", parallel, log::add);
    assertEquals("scalar", scalar.name());
    assertTrue(scalar.description().contains("scalar"), scalar.description());
    assertTrue(log.isEmpty(), log.toString());
  }

  @Test
  void autoTakesTheFastestAndExplainsARefusalInOneLine() {
    String refusal = Backends.refusalOfVector();
    Backend chosen = Backends.lookUp("auto", parallel, log::add);
    if (refusal == null) {
      assertEquals("vector", chosen.name());
      assertTrue(log.isEmpty(), log.toString());
    } else {
      assertEquals("scalar", chosen.name());
      assertEquals(1, log.size(), log.toString());
      assertTrue(log.get(0).contains(refusal), log.get(0));
    }
  }

  @Test
  void forcingWhatCannotBeHadFails() {
    String refusal = Backends.refusalOfVector();
    if (refusal == null) {
      assertEquals("vector", Backends.lookUp("vector", parallel, log::add).name());
      return;
    }
    UserError e =
        assertThrows(UserError.class, () -> Backends.lookUp("vector", parallel, log::add));
    assertTrue(e.getMessage().contains(refusal), e.getMessage());
  }

  @Test
  void withoutTheModuleTheRefusalNamesTheRemedy() {
    assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty());
    String refusal = Backends.refusalOfVector();
    assertTrue(refusal.contains("--add-modules jdk.incubator.vector"), refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "x86_64", "x86", "i386", "i686"})
  void onX86VectorsNeedFusedMultiplyAdd(String arch) {
    String refusal = Backends.refusalOfVectors(arch, 128);
    assertTrue(refusal.contains("no AVX2") && refusal.contains("-XX:UseAVX"), refusal);
    assertNull(Backends.refusalOfVectors(arch, 256));
    assertNull(Backends.refusalOfVectors(arch, 512));
  }

  @Test
  void elsewhereShortVectorsServe() {
    assertNull(Backends.refusalOfVectors("aarch64", 128));
    assertNull(Backends.refusalOfVectors("aarch64", 512));
    assertNull(Backends.refusalOfVectors("riscv64", 256));
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "aarch64", "riscv64", "s390x"})
  void withoutVectorInstructionsThereAreNoVectorKernels(String arch) {
    String refusal = Backends.refusalOfVectors(arch, 64);
    assertTrue(refusal.contains("no vector instructions") && refusal.contains(arch), refusal);
  }

  @Test
  void rungsOfTheLadderAreCalledByTheirNames() {
    assumeTrue(Backends.refusalOfVector() == null, Backends.refusalOfVector());
    for (String rung : List.of("vector-direct", "vector-winograd2", "vector-winograd4")) {
      assertEquals(rung, Backends.lookUp(rung, parallel, log::add).name());
    }
  }

  @Test
  void thePropertyStandsInForAutoOnly() {
    System.setProperty(Backends.PROPERTY, "scalar");
    assertEquals("scalar", Backends.lookUp("auto", parallel, log::add).name());
    assertTrue(log.isEmpty(), log.toString());
    System.setProperty(Backends.PROPERTY, "nonsense");
    assertEquals("scalar", Backends.lookUp("scalar", parallel, log::add).name());
    assertThrows(UserError.class, () -> Backends.lookUp("auto", parallel, log::add));
  }

  @Test
  void anUnknownNameIsTheUsersFault() {
    UserError e = assertThrows(UserError.class, () -> Backends.lookUp("cuda", parallel, log::add));
    assertTrue(e.getMessage().contains("cuda"), e.getMessage());
    assertTrue(e.getMessage().contains("auto, scalar or vector"), e.getMessage());
  }

  @Test
  void anEngineIsMadeWithTheKernelsAskedFor() {
    try (Engine e = Engine.create("scalar", 2, log::add)) {
      assertEquals("scalar", e.backend().name());
      assertEquals(2, e.parallel().threads());
      assertFalse(e.backend().description().isEmpty());
    }
  }
}
