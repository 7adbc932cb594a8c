package dev.ornstein.tensor.fft;

import static dev.ornstein.tensor.fft.DirectDft.noise;
import static dev.ornstein.tensor.fft.DirectDft.transfer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Engines;
import dev.ornstein.tensor.kernel.WatchedDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transforms of a device against those of the host, and that they fetch nothing. */
@Tag("opencl")
class Fft2dDeviceTest {
  /** Largest error, as a share of the largest magnitude. */
  private static final double TOLERANCE = 2e-6;

  private WatchedDevice device;
  private Engine host;

  @BeforeEach
  void open() {
    device = new WatchedDevice();
    host = Engines.scalar(1);
  }

  @AfterEach
  void close() {
    if (host != null) {
      device.close();
      host.close();
    }
  }

  /** A transform between tensors of one engine. */
  @FunctionalInterface
  private interface Work {
    void run(Tensor out, Tensor in, Tensor transfer);
  }

  private Tensor there(Tensor x) {
    Tensor t = device.engine().of(x.toArray(), x.shape());
    t.memory().bufferToWrite(false); // the array is outdated: whoever wants it must fetch
    return t;
  }

  private void compare(String what, Work work, Tensor in, Tensor transfer, Shape shape) {
    Tensor expected = host.empty(shape);
    work.run(expected, in, transfer);
    Tensor x = there(in);
    Tensor t = there(transfer);
    Tensor actual = device.engine().empty(shape);
    int before = device.fetches();
    work.run(actual, x, t);
    assertEquals(before, device.fetches(), what + " fetches a tensor");
    double largest = 0;
    double error = 0;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
      error = Math.max(error, Math.abs((double) expected.get(i) - actual.get(i)));
    }
    assertTrue(error <= TOLERANCE * largest, what + ": error " + error + " beside " + largest);
  }

  @ParameterizedTest
  @CsvSource({"28, 28", "32, 32", "7, 10", "1, 5", "6, 1", "2, 2", "96, 60", "3, 512", "512, 4"})
  void agreesWithTheHost(int h, int w) {
    int n = 4;
    Fft2d fft = new Fft2d(h, w);
    Fft2d there = new Fft2d(h, w);
    Tensor real = noise(host, 1, n, h, w).plus(1);
    Tensor pairs = noise(host, 2, n, h, w, 2);
    Tensor half = noise(host, 3, n, h, w / 2 + 1, 2);
    Tensor each = host.empty(Shape.of(n / 2, h, w));
    for (int i = 0; i < n / 2; i++) {
      System.arraycopy(transfer(i, h, w), 0, each.array(), each.offset() + i * h * w, h * w);
    }
    float[] byTurns = each.toArray();
    compare("filter", (o, x, t) -> of(fft, there, x).filter(o, x, t), real, each, real.shape());
    compare(
        "filter by turns",
        (o, x, t) -> of(fft, there, x).filterByTurns(o, x, byTurns),
        real,
        each,
        real.shape());
    compare(
        "half spectra", (o, x, t) -> of(fft, there, x).forwardHalf(o, x), real, each, half.shape());
    compare(
        "full spectra",
        (o, x, t) -> of(fft, there, x).forwardReal(o, x),
        real,
        each,
        pairs.shape());
    compare("images", (o, x, t) -> of(fft, there, x).inverseHalf(o, x), half, each, real.shape());
    compare("forward", (o, x, t) -> of(fft, there, x).forward(o, x), pairs, each, pairs.shape());
    compare("inverse", (o, x, t) -> of(fft, there, x).inverse(o, x), pairs, each, pairs.shape());
  }

  @Test
  void largeBatchesGoInParts() {
    int n = 420_000;
    Fft2d fft = new Fft2d(1, 4);
    Fft2d there = new Fft2d(1, 4);
    Tensor x = noise(host, 6, n, 1, 4);
    Tensor pairs = noise(host, 7, n, 1, 4, 2);
    Tensor each = host.of(new float[] {1, 2, 3, 2, 4, -5, 6, -5, 7, 0.8f, 9, 0.8f}, 3, 1, 4);
    float[] byTurns = each.toArray();
    compare("filter", (o, i, t) -> of(fft, there, i).filter(o, i, t), x, each, x.shape());
    compare(
        "filter by turns",
        (o, i, t) -> of(fft, there, i).filterByTurns(o, i, byTurns),
        x,
        each,
        x.shape());
    compare("forward", (o, i, t) -> of(fft, there, i).forward(o, i), pairs, each, pairs.shape());
  }

  private Fft2d of(Fft2d onHost, Fft2d onDevice, Tensor x) {
    return x.engine() == host ? onHost : onDevice;
  }

  @Test
  void largeImagesGoToTheHostAndBack() {
    Fft2d fft = new Fft2d(2, 521);
    float[] t = transfer(4, 2, 521);
    Tensor x = noise(host, 5, 3, 2, 521);
    Tensor expected = host.empty(x.shape());
    fft.filter(expected, x, t);
    Tensor actual = device.engine().empty(x.shape());
    fft.filter(actual, there(x), t);
    assertArrayEquals(expected.toArray(), actual.toArray());
  }
}
