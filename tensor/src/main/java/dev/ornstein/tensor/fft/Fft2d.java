package dev.ornstein.tensor.fft;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Backend;
import dev.ornstein.tensor.kernel.BatchDft;
import dev.ornstein.tensor.kernel.ImageDft;
import java.util.function.Consumer;
import org.visnow.jlargearrays.ConcurrencyUtils;

/**
 * Two-dimensional discrete Fourier transforms of images of one size, and filters made of them:
 *
 * <pre>
 * X(u, v) = Σ_y Σ_x  x(y, x) · exp(−2πi (u·y/H + v·x/W))
 * x(y, x) = 1/(H·W) Σ_u Σ_v  X(u, v) · exp(+2πi (u·y/H + v·x/W))
 * </pre>
 *
 * <p>u = 0 … H−1 is a frequency of u/H cycles per pixel down the image, or (u − H)/H, which is the
 * same; v likewise along the rows. A complex image is a tensor whose last axis has extent 2: real
 * and imaginary part. The spectrum of a real image is its own mirror image, X(−u, −v) = X*(u, v):
 * its half v = 0 … ⌊W/2⌋, of shape (…, H, ⌊W/2⌋ + 1, 2), says everything and takes half the time.
 *
 * <p>Any height and width will do; products of 2, 3, 5 and 7 are fast. The kernels of the tensors'
 * engine transform those themselves if they are the vector kernels, JTransforms does the others.
 * Where tensors are on a device they stay there, except images of more than 512 rows or columns.
 *
 * <p>Images are spread over the threads of the tensors' engine, each image is computed by one
 * thread, and the bits depend neither on the number of threads nor on the other images of the
 * batch. Plans and scratch memory are kept between calls, one set for each thread that has been at
 * work at once. Any number of threads may use an instance.
 */
public final class Fft2d {
  /** Pixels per chunk of parallel work, at least: some tens of microseconds. */
  private static final int GRAIN = 1 << 13;

  private final int height;
  private final int width;
  private volatile Plans plans;

  @FunctionalInterface
  private interface ImageWork {
    void run(ImageDft dft, int image);
  }

  /**
   * Also tells JTransforms, for the whole process, not to use threads of its own: it would for rows
   * of more than 8,192 pixels, and then the bits would depend on the number of processors.
   *
   * @param height H of the images, at least 1
   * @param width W of the images, at least 1
   * @throws ShapeException when one is below 1 or H·W above 2²⁹
   */
  public Fft2d(int height, int width) {
    if (height < 1 || width < 1 || (long) height * width > 1 << 29) {
      throw new ShapeException(
          "Fourier transforms need images of 1 to 2^29 pixels, got " + height + " × " + width);
    }
    this.height = height;
    this.width = width;
    ConcurrencyUtils.setNumberOfThreads(1);
  }

  /** H of the images. */
  public int height() {
    return height;
  }

  /** W of the images. */
  public int width() {
    return width;
  }

  /**
   * Multiplies the spectrum of each image with a transfer function: out = F⁻¹(T ⊙ F(x)). That is
   * the product of a symmetric block-circulant matrix, whose eigenvalues are T, with the image; the
   * matrix is its own transpose, so the same call is its gradient.
   *
   * @param out receives the filtered images; of the shape of x, may be x
   * @param x real images, of shape (…, H, W)
   * @param transfer real factors of shape (…, H, W) with T(u, v) = T(−u, −v), indices modulo H and
   *     W (only v ≤ W/2 is read; see {@link #requireSymmetric}). It has as many images as x, or a
   *     divisor of that: one for all, or one for each sample of shape (N, H, W) for x of shape (N,
   *     C, H, W); each serves equally many consecutive images of x
   * @throws ShapeException when the shapes do not match
   */
  public void filter(Tensor out, Tensor x, Tensor transfer) {
    filter(out, x, transfer, images("the transfer function", transfer.shape(), false), false);
  }

  /**
   * {@link #filter(Tensor, Tensor, Tensor)} with the transfer function in an array.
   *
   * @param transfer K·H·W factors, row-major, with K a divisor of the number of images
   * @throws ShapeException when the shapes do not match
   */
  public void filter(Tensor out, Tensor x, float[] transfer) {
    filter(out, x, transfer, false);
  }

  /**
   * The same with transfer functions by turns: image i gets number i mod K. With one for each
   * channel that is (N, C, H, W) times (C, H, W).
   *
   * @param transfer K·H·W factors, row-major, with K a divisor of the number of images
   * @throws ShapeException when the shapes do not match
   */
  public void filterByTurns(Tensor out, Tensor x, float[] transfer) {
    filter(out, x, transfer, true);
  }

  private void filter(Tensor out, Tensor x, float[] transfer, boolean byTurns) {
    int pixels = height * width;
    if (transfer.length % pixels != 0) {
      throw new ShapeException(
          "a transfer function for images of "
              + height
              + " × "
              + width
              + " has a multiple of "
              + pixels
              + " factors, got "
              + transfer.length);
    }
    Shape shape = Shape.of(transfer.length);
    // Memory on a device comes from the pool; an array of the host is used as it is.
    boolean onDevice = x.engine().backend().deviceMemory().isPresent();
    Tensor t = onDevice ? x.engine().of(transfer, shape) : x.engine().wrap(transfer, shape);
    filter(out, x, t, transfer.length / pixels, byTurns);
  }

  private void filter(Tensor out, Tensor x, Tensor transfer, int factors, boolean byTurns) {
    int n = images("x", x.shape(), false);
    out.shape().require(x.shape(), "the output of the filter");
    if (n == 0) {
      return;
    }
    if (factors == 0 || n % factors != 0) {
      throw new ShapeException(
          factors
              + " transfer functions do not spread evenly over the "
              + n
              + " images of "
              + x.shape());
    }
    int pixels = height * width;
    int shared = n / factors;
    run(
        x,
        n,
        batch -> batch.filter(out, x, transfer, byTurns),
        (dft, i) ->
            dft.filter(
                out.array(),
                out.offset() + i * pixels,
                x.readOnlyArray(),
                x.offset() + i * pixels,
                transfer.readOnlyArray(),
                transfer.offset() + (byTurns ? i % factors : i / shared) * pixels));
  }

  /**
   * Refuses a transfer function that is not symmetric, T(u, v) ≠ T(−u, −v): a filter with it would
   * not give real images.
   *
   * @param transfer of shape (…, H, W); differences up to 1e-6 of the largest |T| count as rounding
   * @throws IllegalArgumentException naming the first such pair
   * @throws ShapeException when the last axes are not H and W
   */
  public void requireSymmetric(Tensor transfer) {
    int n = images("the transfer function", transfer.shape(), false);
    for (int i = 0; i < n; i++) {
      Symmetry.require(
          transfer.readOnlyArray(), transfer.offset() + i * height * width, height, width);
    }
  }

  /**
   * The spectra of complex images.
   *
   * @param out receives X; of the shape of x, may be x
   * @param x complex images, of shape (…, H, W, 2)
   * @throws ShapeException when the shapes do not match
   */
  public void forward(Tensor out, Tensor x) {
    complex(out, x, false);
  }

  /**
   * The complex images of spectra, with the factor 1/(H·W).
   *
   * @param out receives the images; of the shape of the spectra, may be the same tensor
   * @param spectrum of shape (…, H, W, 2)
   * @throws ShapeException when the shapes do not match
   */
  public void inverse(Tensor out, Tensor spectrum) {
    complex(out, spectrum, true);
  }

  /**
   * The full spectra of real images.
   *
   * @param out receives X; of shape (…, H, W, 2)
   * @param x real images, of shape (…, H, W)
   * @throws ShapeException when the shapes do not match
   */
  public void forwardReal(Tensor out, Tensor x) {
    int n = sameImages(x, out, width);
    int pixels = height * width;
    run(
        x,
        n,
        batch -> batch.spectrum(out, true, x),
        (dft, i) ->
            dft.spectrum(
                out.array(),
                out.offset() + 2 * i * pixels,
                true,
                x.readOnlyArray(),
                x.offset() + i * pixels));
  }

  /**
   * The half spectra of real images, v = 0 … ⌊W/2⌋.
   *
   * @param out receives X; of shape (…, H, ⌊W/2⌋ + 1, 2)
   * @param x real images, of shape (…, H, W)
   * @throws ShapeException when the shapes do not match
   */
  public void forwardHalf(Tensor out, Tensor x) {
    int n = sameImages(x, out, width / 2 + 1);
    int pairs = width / 2 + 1;
    run(
        x,
        n,
        batch -> batch.spectrum(out, false, x),
        (dft, i) ->
            dft.spectrum(
                out.array(),
                out.offset() + 2 * i * height * pairs,
                false,
                x.readOnlyArray(),
                x.offset() + i * height * width));
  }

  /**
   * The real images of half spectra, with the factor 1/(H·W). Of what a half spectrum says twice (v
   * = 0 and v = W/2) only the part that belongs to a real image counts.
   *
   * @param out receives the images; of shape (…, H, W)
   * @param spectrum of shape (…, H, ⌊W/2⌋ + 1, 2)
   * @throws ShapeException when the shapes do not match
   */
  public void inverseHalf(Tensor out, Tensor spectrum) {
    int n = sameImages(out, spectrum, width / 2 + 1);
    int floats = 2 * height * (width / 2 + 1);
    run(
        out,
        n,
        batch -> batch.image(out, spectrum),
        (dft, i) ->
            dft.image(
                out.array(),
                out.offset() + i * height * width,
                spectrum.readOnlyArray(),
                spectrum.offset() + i * floats));
  }

  private int sameImages(Tensor x, Tensor spectrum, int pairs) {
    int n = images("x", x.shape(), false);
    int of = images("the spectrum", spectrum.shape(), pairs, true);
    if (of != n) {
      throw new ShapeException(
          "a spectrum " + spectrum.shape() + " has other images than x of shape " + x.shape());
    }
    return n;
  }

  /**
   * The power spectra |X(u, v)|² / (H·W) of real images. Their sum is that of the squared pixels
   * (Parseval); white noise of variance 1 has the expectation 1 everywhere, and T² after a filter
   * T.
   *
   * @param out receives the power; of the shape of x, not x itself
   * @param x real images, of shape (…, H, W)
   * @throws ShapeException when the shapes do not match
   */
  public void powerSpectrum(Tensor out, Tensor x) {
    out.shape().require(x.shape(), "the power spectrum");
    int n = images("x", x.shape(), false);
    int half = width / 2 + 1;
    Tensor spectrum = x.engine().empty(Shape.of(n, height, half, 2));
    forwardHalf(spectrum, x);
    float scale = 1f / (height * width);
    float[] pairs = spectrum.readOnlyArray();
    float[] powers = out.array();
    for (int i = 0; i < n * height * half; i++) {
      float re = pairs[spectrum.offset() + 2 * i];
      float im = pairs[spectrum.offset() + 2 * i + 1];
      float power = (re * re + im * im) * scale;
      int u = i / half % height;
      int v = i % half;
      int image = out.offset() + i / half / height * height * width;
      powers[image + u * width + v] = power;
      powers[image + (height - u) % height * width + (width - v) % width] = power;
    }
  }

  private void complex(Tensor out, Tensor in, boolean inverse) {
    int n = images("x", in.shape(), true);
    out.shape().require(in.shape(), "the output of the transform");
    int step = 2 * height * width;
    run(
        in,
        n,
        batch -> batch.complex(out, in, inverse),
        (dft, i) ->
            dft.complex(
                out.array(),
                out.offset() + i * step,
                in.readOnlyArray(),
                in.offset() + i * step,
                inverse));
  }

  /** Checks the last axes and returns the product of the others. */
  private int images(String what, Shape shape, boolean complex) {
    return images(what, shape, width, complex);
  }

  private int images(String what, Shape shape, int columns, boolean complex) {
    int rank = shape.rank() - (complex ? 1 : 0);
    boolean right =
        rank >= 2
            && shape.dim(rank - 2) == height
            && shape.dim(rank - 1) == columns
            && (!complex || shape.dim(rank) == 2);
    if (!right) {
      throw new ShapeException(
          what
              + " has shape "
              + shape
              + "; (…, "
              + height
              + ", "
              + columns
              + (complex ? ", 2" : "")
              + ") was expected");
    }
    return shape.product(0, rank - 2);
  }

  /** Lets the kernels transform the batch if they do, and else each image on the host. */
  private void run(Tensor any, int n, Consumer<BatchDft> whole, ImageWork work) {
    Plans p = plans(any.engine().backend());
    if (p.batches().isPresent()) {
      whole.accept(p.batches().get());
      return;
    }
    any.engine()
        .parallel()
        .forChunks(
            n,
            GRAIN / (height * width),
            (from, to) -> {
              ImageDft dft = p.take();
              for (int i = from; i < to; i++) {
                work.run(dft, i);
              }
              p.giveBack(dft);
            });
  }

  private Plans plans(Backend kernels) {
    Plans p = plans;
    if (p == null || !p.areFor(kernels)) {
      p = new Plans(kernels, height, width);
      plans = p;
    }
    return p;
  }
}
