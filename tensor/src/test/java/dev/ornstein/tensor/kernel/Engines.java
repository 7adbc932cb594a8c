package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ornstein.tensor.AllThreads;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.kernel.opencl.AsOnGpus;
import dev.ornstein.tensor.kernel.opencl.OpenClTiles;

/** Engines for tests, their kernels taken through {@link Backends}. */
public final class Engines {
  private Engines() {}

  /** Plain loops. */
  public static Engine scalar(int threads) {
    return of("scalar", threads);
  }

  /** SIMD; without the incubator module the test is skipped, and says why. */
  public static Engine vector(int threads) {
    return vector("vector", threads);
  }

  private static Engine vector(String kernels, int threads) {
    String refusal = Backends.refusalOfVector();
    if (refusal != null) {
      System.out.println("skipped: " + refusal);
    }
    assumeTrue(refusal == null, refusal);
    return of(kernels, threads);
  }

  /** The first OpenCL device of any kind; where there is none the test is skipped, and says why. */
  public static Engine openCl() {
    try {
      return of("opencl:0", 1);
    } catch (UserError refusal) {
      System.out.println("skipped: " + refusal.getMessage());
      return abort(refusal.getMessage());
    }
  }

  /** The same device with the kernels that a GPU would get. */
  static Engine openClAsOnGpus() {
    openCl().close(); // skips the test where there is none
    Parallel parallel = new Parallel(1);
    return new Engine(AsOnGpus.backend(parallel), parallel);
  }

  /** Kernels by name; those that a machine may lack may skip the test. */
  public static Engine named(String kernels, int threads) {
    if (kernels.equals("opencl")) {
      return openCl();
    }
    if (kernels.equals("opencl-gpu")) {
      return openClAsOnGpus();
    }
    if (kernels.equals("opencl-winograd2")) {
      return OpenClTiles.own(ConvWay.WINOGRAD2);
    }
    if (kernels.equals("opencl-winograd4")) {
      return OpenClTiles.own(ConvWay.WINOGRAD4);
    }
    return kernels.startsWith("vector") ? vector(kernels, threads) : of(kernels, threads);
  }

  private static Engine of(String kernels, int threads) {
    Parallel parallel = AllThreads.of(threads);
    return new Engine(Backends.lookUp(kernels, parallel, line -> {}), parallel);
  }
}
