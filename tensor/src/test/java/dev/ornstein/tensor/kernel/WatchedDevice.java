package dev.ornstein.tensor.kernel;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** An engine on a device that counts how often tensors are fetched from it. */
public final class WatchedDevice implements AutoCloseable {
  private final Engine engine;
  private int fetches;
  private int fetchesOfKernels;

  /** On the first OpenCL device; where there is none the test is skipped, and says why. */
  public WatchedDevice() {
    Engine real = Engines.openCl();
    Backend kernels = real.backend();
    DeviceMemory memory = watch(DeviceMemory.class, kernels.deviceMemory().orElseThrow());
    this.engine = new Engine(watch(kernels, memory), new Parallel(1));
  }

  /** The engine. */
  public Engine engine() {
    return engine;
  }

  /** How often a tensor has been fetched by anybody. */
  public int fetches() {
    return fetches;
  }

  /** How often a tensor has been fetched while a kernel was at work. */
  public int fetchesOfKernels() {
    return fetchesOfKernels;
  }

  private Backend watch(Backend kernels, DeviceMemory memory) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, args) -> {
              if (method.getName().equals("deviceMemory")) {
                return Optional.of(memory);
              }
              leaveToTheDevice(args);
              int before = fetches;
              try {
                return invoke(kernels, method, args);
              } finally {
                fetchesOfKernels += fetches - before;
              }
            });
  }

  /** Outdates what the host knows of tensors: a kernel that runs on the host must fetch them. */
  private static void leaveToTheDevice(Object[] args) {
    for (Object arg : args == null ? new Object[0] : args) {
      if (arg instanceof Tensor) {
        ((Tensor) arg).memory().bufferToWrite(false);
      }
    }
  }

  private <T> T watch(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              if (method.getName().equals("download")) {
                fetches++;
              }
              return invoke(real, method, args);
            }));
  }

  private static Object invoke(Object real, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(real, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
