package dev.ornstein.tensor;

import dev.ornstein.tensor.kernel.Backend;
import dev.ornstein.tensor.kernel.Backends;
import dev.ornstein.tensor.kernel.DeviceMemory;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What a computation runs on: the kernels, the threads and the memory. It is made once per run and
 * passed explicitly; every tensor knows the engine that made it, and operations on tensors of two
 * engines are refused. One thread drives an engine.
 */
public final class Engine implements AutoCloseable {
  private final Backend backend;
  private final Parallel parallel;
  private final DeviceMemory device; // null where kernels work on arrays
  private final BufferPool pool;
  private Scope innermost;

  /**
   * @param backend the kernels
   * @param parallel the threads that the kernels use
   */
  public Engine(Backend backend, Parallel parallel) {
    this.backend = backend;
    this.parallel = parallel;
    this.device = backend.deviceMemory().orElse(null);
    this.pool = new BufferPool(device, idleLimit(device));
    if (device != null) {
      device.whenFull(pool::clear);
    }
  }

  private static long idleLimit(DeviceMemory device) {
    return device == null
        ? Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 2)
        : device.idleLimit();
  }

  /**
   * An engine with the fastest kernels that this JVM can run, on all its processors. What the
   * look-up refused, and why, is written to {@code System.err}.
   */
  public static Engine create() {
    return create("auto", Runtime.getRuntime().availableProcessors(), System.err::println);
  }

  /**
   * @param kernels {@code auto}, {@code scalar} or {@code vector}
   * @param threads at least 1
   * @param log receives a line for each kind of kernels that cannot be had, with the remedy
   * @throws UserError when the kernels are forced and cannot be had, or the name is unknown
   */
  public static Engine create(String kernels, int threads, Consumer<String> log) {
    return create(kernels, "cpu", threads, log);
  }

  /**
   * @param kernels {@code auto}, {@code scalar} or {@code vector}; {@code auto} for an OpenCL
   *     device
   * @param device {@code cpu}, {@code opencl} for the first GPU, or {@code opencl:i}
   * @param threads at least 1; with a device they do what has no kernel there
   * @param log receives a line for each kind of kernels that cannot be had, with the remedy
   * @throws UserError when the device or the kernels cannot be had, or exclude each other
   */
  public static Engine create(String kernels, String device, int threads, Consumer<String> log) {
    return create(kernels, device, threads, null, log);
  }

  /**
   * As {@link #create(String, String, int, Consumer)}, with tiles that were tuned for the device.
   *
   * @param tiles the file that {@link Backends#tuneOpenCl} writes; without it, or without this
   *     device in it, defaults serve. Null for none
   * @param log receives a line more when that file is there and cannot be used
   */
  public static Engine create(
      String kernels, String device, int threads, Path tiles, Consumer<String> log) {
    Parallel parallel = new Parallel(threads);
    try {
      return new Engine(Backends.lookUp(kernels, device, parallel, tiles, log), parallel);
    } catch (UserError refusal) {
      parallel.close();
      throw refusal;
    }
  }

  /** The kernels. */
  public Backend backend() {
    return backend;
  }

  /** The threads. */
  public Parallel parallel() {
    return parallel;
  }

  BufferPool pool() {
    return pool;
  }

  /** Bytes that had to be newly allocated for tensors since the engine was made. */
  public long allocatedBytes() {
    return pool.missedBytes();
  }

  /** Bytes that lie idle in the pool. */
  public long idleBytes() {
    return pool.idleBytes();
  }

  /** Opens a scope: what is made until it closes returns to the pool then. */
  public Scope scope() {
    innermost = new Scope(this, innermost);
    return innermost;
  }

  void closed(Scope scope) {
    if (scope != innermost) {
      throw new IllegalStateException(
          "a scope was closed while one that was opened inside it is still open");
    }
    innermost = scope.outer();
  }

  /**
   * A tensor with arbitrary content, for an operation that writes every element.
   *
   * @param shape of the tensor
   */
  public Tensor empty(Shape shape) {
    Memory memory;
    if (innermost == null) {
      memory = Memory.of(shape.size(), device);
    } else {
      memory = pool.take(shape.size());
      innermost.register(memory);
    }
    return over(memory, shape);
  }

  private Tensor over(Memory memory, Shape shape) {
    return new Tensor(this, shape, memory, memory.start());
  }

  /**
   * A tensor of zeros that belongs to no scope and never enters the pool: parameters, their
   * gradients, what outlives the steps.
   *
   * @param shape of the tensor
   */
  public Tensor persistent(Shape shape) {
    return over(Memory.zeros(shape.size(), device), shape);
  }

  /** A tensor of zeros. */
  public Tensor zeros(Shape shape) {
    return full(shape, 0f);
  }

  /** A tensor whose elements are all {@code value}. */
  public Tensor full(Shape shape, float value) {
    Tensor t = empty(shape);
    backend.fill(t, value);
    return t;
  }

  /** A rank-0 tensor. */
  public Tensor scalar(float value) {
    return full(Shape.SCALAR, value);
  }

  /**
   * A tensor with a copy of {@code values}.
   *
   * @param values row-major elements
   * @param dims extents whose product is {@code values.length}
   * @throws ShapeException when they differ
   */
  public Tensor of(float[] values, int... dims) {
    return of(values, Shape.of(dims));
  }

  /** A tensor with a copy of {@code values}; see {@link #of(float[], int...)}. */
  public Tensor of(float[] values, Shape shape) {
    requireLength(values, shape);
    Tensor t = empty(shape);
    System.arraycopy(values, 0, t.array(), t.offset(), values.length);
    return t;
  }

  /** A tensor over {@code values} itself, without a copy; it never enters the pool. */
  public Tensor wrap(float[] values, Shape shape) {
    requireLength(values, shape);
    return over(Memory.over(values, device), shape);
  }

  /** {@code 0, 1, …, n−1}. */
  public Tensor range(int n) {
    Tensor t = empty(Shape.of(n));
    float[] array = t.array();
    for (int i = 0; i < n; i++) {
      array[t.offset() + i] = i;
    }
    return t;
  }

  private static void requireLength(float[] values, Shape shape) {
    if (values.length != shape.size()) {
      throw new ShapeException(
          values.length + " values do not fill the shape " + shape + " of " + shape.size());
    }
  }

  /** Ends the threads; tensors stay readable. */
  @Override
  public void close() {
    backend.close();
    parallel.close();
  }
}
