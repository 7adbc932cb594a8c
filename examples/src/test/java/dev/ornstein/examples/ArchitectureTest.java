package dev.ornstein.examples;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;

/**
 * The borders of the code: the one direction in which modules depend, and the one package that may
 * touch each library. It sits in {@code examples} because that module sees all others.
 */
@AnalyzeClasses(
    packages = "dev.ornstein",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  private static final String VECTOR = "dev.ornstein.tensor.kernel.vector..";
  private static final String FFT = "dev.ornstein.tensor.fft..";
  private static final String OPENCL = "dev.ornstein.tensor.kernel.opencl..";
  private static final String MATRIX = "dev.ornstein.diffusion.matrix..";
  private static final String JUDGE = "dev.ornstein.mnist.judge..";
  private static final String EXAMPLES = "dev.ornstein.examples..";

  /** What tests of other modules share comes as a jar when that module has been packaged. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  // Modules: each sees those below it and no other.

  @ArchTest static final ArchRule TENSOR = module("tensor").seesOnly();

  @ArchTest static final ArchRule AUTOGRAD = module("autograd").seesOnly("tensor");

  @ArchTest static final ArchRule NN = module("nn").seesOnly("tensor", "autograd");

  /** A score estimator is a function: diffusion knows no network class. */
  @ArchTest static final ArchRule DIFFUSION = module("diffusion").seesOnly("tensor", "autograd");

  @ArchTest static final ArchRule MNIST = module("mnist").seesOnly("tensor", "autograd", "nn");

  // Libraries: each has its one place.

  @ArchTest static final ArchRule SIMD = only(VECTOR).touches("jdk.incubator.vector..");

  @ArchTest
  static final ArchRule FOURIER_LIBRARY = only(FFT).touches("org.jtransforms..", "org.visnow..");

  @ArchTest static final ArchRule OPENCL_LIBRARY = only(OPENCL).touches("org.jocl..");

  @ArchTest static final ArchRule DENSE_ALGEBRA = only(MATRIX, JUDGE).touches("org.ejml..");

  @ArchTest static final ArchRule COMMAND_LINE = only(EXAMPLES).touches("picocli..");

  /** A class that names the vector kernels cannot be loaded without the incubator flag. */
  @ArchTest
  static final ArchRule VECTOR_KERNELS_ARE_LOADED_BY_NAME =
      noClasses()
          .that()
          .resideOutsideOfPackage(VECTOR)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(VECTOR);

  /** A class that names the OpenCL kernels cannot be linked without JOCL, which is optional. */
  @ArchTest
  static final ArchRule OPENCL_KERNELS_ARE_LOADED_BY_NAME =
      noClasses()
          .that()
          .resideOutsideOfPackage(OPENCL)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(OPENCL);

  // State and side effects.

  @ArchTest
  static final ArchRule NO_MUTABLE_GLOBAL = fields().that().areStatic().should().beFinal();

  /** But for the engine that is made without saying where its one line of log shall go. */
  @ArchTest
  static final ArchRule LIBRARIES_DO_NOT_PRINT =
      noClasses()
          .that()
          .resideOutsideOfPackage(EXAMPLES)
          .and()
          .doNotHaveFullyQualifiedName("dev.ornstein.tensor.Engine")
          .should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule LIBRARIES_DO_NOT_EXIT =
      noClasses()
          .that()
          .resideOutsideOfPackage(EXAMPLES)
          .should()
          .callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule CLASS_INITIALISATION_SETS_NO_PROPERTY =
      noClasses()
          .should()
          .callMethodWhere(
              target(owner(name("java.lang.System")))
                  .and(target(name("setProperty")))
                  .and(inStaticInitializer()));

  /** A border that nothing passes guards nothing: a renamed package would leave its rule empty. */
  @ArchTest
  static void everyLibraryIsUsedWhereItMayBe(JavaClasses all) {
    assertUses(all, VECTOR, "jdk.incubator.vector..");
    assertUses(all, FFT, "org.jtransforms..");
    assertUses(all, OPENCL, "org.jocl..");
    assertUses(all, MATRIX, "org.ejml..");
    assertUses(all, JUDGE, "org.ejml..");
    assertUses(all, EXAMPLES, "picocli..");
  }

  private static void assertUses(JavaClasses all, String place, String library) {
    DescribedPredicate<JavaClass> inLibrary = resideInAPackage(library);
    boolean used =
        all.that(resideInAPackage(place)).stream()
            .flatMap(user -> user.getDirectDependenciesFromSelf().stream())
            .anyMatch(dependency -> inLibrary.test(dependency.getTargetClass()));
    assertTrue(used, () -> "no class of " + place + " uses " + library);
  }

  private static DescribedPredicate<JavaAccess<?>> inStaticInitializer() {
    return DescribedPredicate.describe(
        "in a static initialiser", access -> access.getOrigin() instanceof JavaStaticInitializer);
  }

  private static ModuleBorder module(String module) {
    return new ModuleBorder(packageOf(module));
  }

  private static String packageOf(String module) {
    return "dev.ornstein." + module + "..";
  }

  private static LibraryBorder only(String... places) {
    return new LibraryBorder(places);
  }

  private record ModuleBorder(String itself) {
    ArchRule seesOnly(String... modules) {
      String[] seen =
          Arrays.stream(modules).map(ArchitectureTest::packageOf).toArray(String[]::new);
      DescribedPredicate<JavaClass> foreign =
          resideInAPackage("dev.ornstein..")
              .and(DescribedPredicate.not(resideInAPackage(itself)))
              .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(seen)))
              .as("lie in no module below, which are " + Arrays.toString(modules));
      return noClasses().that().resideInAPackage(itself).should().dependOnClassesThat(foreign);
    }
  }

  private record LibraryBorder(String... places) {
    ArchRule touches(String... library) {
      return noClasses()
          .that()
          .resideOutsideOfPackages(places)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(library);
    }
  }
}
