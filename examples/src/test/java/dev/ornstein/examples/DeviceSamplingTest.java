package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.OpenClEngine;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.FourierBands;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.diffusion.sampler.DdimSampler;
import dev.ornstein.diffusion.sampler.EulerMaruyamaReverse;
import dev.ornstein.diffusion.sampler.Noise;
import dev.ornstein.diffusion.sampler.Sampler;
import dev.ornstein.diffusion.sampler.TimeGrid;
import dev.ornstein.mnist.net.Condition;
import dev.ornstein.mnist.net.SmallUNet;
import dev.ornstein.nn.Init;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Backend;
import dev.ornstein.tensor.kernel.Backends;
import dev.ornstein.tensor.kernel.DeviceMemory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From its start to its end a sampler leaves images on the device: what is moved does not depend on
 * how many there are. Counted is what tensors hold; the roots of random numbers and the numbers of
 * rows, a few for each image and step, are no tensors.
 */
@Tag("opencl")
class DeviceSamplingTest {
  private static final int SIDE = 8;
  private static final int STEPS = 3;
  private static final int CLASSES = 3;

  /** Numbers that come back in each step: whether all is finite. */
  private static final int FETCHED = 1;

  private static final int WIDTH = 4;

  /** Features of the small network's encoding of a time. */
  private static final int ENCODING = 4 * WIDTH;

  /**
   * Most products with a matrix of the process in a step, for each of which its factors go there.
   */
  private static final int PRODUCTS = 7;

  private Parallel parallel;
  private Engine engine;
  private long fetched;
  private long brought;

  @BeforeEach
  void open() {
    OpenClEngine.orSkip().close();
    parallel = new Parallel(2);
    Backend kernels = Backends.lookUp(OpenClEngine.DEVICE, parallel, line -> {});
    DeviceMemory memory = counted(kernels.deviceMemory().orElseThrow());
    engine =
        new Engine(
            proxy(
                Backend.class,
                (method, args) ->
                    method.getName().equals("deviceMemory")
                        ? Optional.of(memory)
                        : invoke(kernels, method, args)),
            parallel);
  }

  @AfterEach
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private DeviceMemory counted(DeviceMemory real) {
    return proxy(
        DeviceMemory.class,
        (method, args) -> {
          if (method.getName().equals("download")) {
            fetched += ((float[]) args[0]).length;
          } else if (method.getName().equals("upload")) {
            brought += ((float[]) args[1]).length;
          }
          return invoke(real, method, args);
        });
  }

  @FunctionalInterface
  private interface Call {
    Object of(Method method, Object[] args) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (p, method, args) -> call.of(method, args)));
  }

  private static Object invoke(Object real, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(real, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  static Stream<Arguments> samplers() {
    ForwardProcess scalar = VariancePreserving.cosine();
    ForwardProcess fourier = FourierBands.restoration(Shape.of(1, SIDE, SIDE), 1);
    TimeGrid grid = TimeGrid.uniform(STEPS, 0.9, 0.1);
    Function<DiffusionModel, Sampler> ddim = m -> new DdimSampler(m.clampX0(-1, 1), grid, 0);
    Function<DiffusionModel, Sampler> ancestral = m -> new DdimSampler(m.clampX0(-1, 1), grid, 1);
    Function<DiffusionModel, Sampler> reverse = m -> new EulerMaruyamaReverse(m, grid);
    return Stream.of(
        Arguments.of("DDIM, scalar", scalar, 0, ddim),
        Arguments.of("ancestral, scalar", scalar, 0, ancestral),
        Arguments.of("Euler–Maruyama, scalar", scalar, 0, reverse),
        Arguments.of("DDIM, Fourier", fourier, PRODUCTS * SIDE * SIDE, ddim),
        Arguments.of("ancestral, Fourier", fourier, PRODUCTS * SIDE * SIDE, ancestral),
        Arguments.of("Euler–Maruyama, Fourier", fourier, PRODUCTS * SIDE * SIDE, reverse));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samplers")
  void imagesStayOnTheDevice(
      String name, ForwardProcess process, int factors, Function<DiffusionModel, Sampler> sampler) {
    SmallUNet net = new SmallUNet(Init.of(engine, 1), WIDTH, CLASSES, 0);
    net.parameters().forEach(p -> Rng.of(5).normal(p.value())); // the zeros of a new one hide all
    run(net, process, sampler, 2); // brings the weights there
    for (int images : new int[] {2, 32}) {
      run(net, process, sampler, images);
      assertEquals((long) STEPS * FETCHED, fetched, images + " images: numbers that came back");
      assertTrue(
          brought <= STEPS * (ENCODING + factors),
          images + " images: " + brought + " numbers went there");
    }
  }

  private void run(
      SmallUNet net, ForwardProcess process, Function<DiffusionModel, Sampler> sampler, int n) {
    int[] labels = new int[n];
    Arrays.setAll(labels, i -> i % CLASSES);
    DiffusionModel model =
        new DiffusionModel(
            process, Prediction.EPSILON, (x, t) -> net.forward(x, t, Condition.ofLabels(labels)));
    try (Scope scope = engine.scope()) {
      Noise noise = Noise.keyed(Rng.of(2), 0);
      Tensor start = engine.empty(Shape.of(n, 1, SIDE, SIDE));
      noise.fill(start, Noise.START);
      fetched = 0;
      brought = 0;
      Tensor end = sampler.apply(model).run(start, noise);
      long whileSampling = fetched;
      float[] images = end.toArray();
      assertFalse(Arrays.equals(start.toArray(), images));
      assertEquals(2L * images.length, fetched - whileSampling, "fetching is counted");
      fetched = whileSampling;
    }
  }
}
