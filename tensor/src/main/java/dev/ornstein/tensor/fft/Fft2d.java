package dev.ornstein.tensor.fft;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * and imaginary part. Any height and width will do; products of 2, 3, 4 and 5 are fast.
 *
 * <p>Images are spread over the threads of the tensors' engine, each image is computed by one
 * thread, and the bits depend neither on the number of threads nor on the other images of the
 * batch. Plans and scratch memory are kept between calls, one set for each thread that has been at
 * work at once. Any number of threads may use an instance.
 */
public final class Fft2d {
  /** Pixels per chunk of parallel work, at least: some tens of microseconds. */
  private static final int GRAIN = 1 << 13;

  private static final double SYMMETRY_TOLERANCE = 1e-6;

  private final int height;
  private final int width;
  private final ConcurrentLinkedQueue<Workspace> idle = new ConcurrentLinkedQueue<>();

  @FunctionalInterface
  private interface ImageWork {
    void run(Workspace workspace, int image);
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
    idle.add(new Workspace(height, width));
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
    int factors = images("the transfer function", transfer.shape(), false);
    filter(out, x, transfer.array(), transfer.offset(), factors);
  }

  /**
   * {@link #filter(Tensor, Tensor, Tensor)} with the transfer function in an array.
   *
   * @param transfer K·H·W factors, row-major, with K a divisor of the number of images
   * @throws ShapeException when the shapes do not match
   */
  public void filter(Tensor out, Tensor x, float[] transfer) {
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
    filter(out, x, transfer, 0, transfer.length / pixels);
  }

  private void filter(Tensor out, Tensor x, float[] transfer, int transferAt, int factors) {
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
    forImages(
        x,
        n,
        (workspace, i) ->
            workspace.filter(
                out.array(),
                out.offset() + i * pixels,
                x.array(),
                x.offset() + i * pixels,
                transfer,
                transferAt + i / shared * pixels));
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
    float[] t = transfer.array();
    for (int i = 0; i < n; i++) {
      int at = transfer.offset() + i * height * width;
      double largest = 0;
      for (int p = at; p < at + height * width; p++) {
        largest = Math.max(largest, Math.abs(t[p]));
      }
      for (int u = 0; u < height; u++) {
        for (int v = 0; v < width; v++) {
          float value = t[at + u * width + v];
          float mirrored = t[at + mirror(u, v)];
          // Written so that NaN, which differs from everything, is refused.
          if (!(Math.abs((double) value - mirrored) <= SYMMETRY_TOLERANCE * largest)) {
            throw new IllegalArgumentException(
                "a real filter needs T(u, v) = T(−u, −v), but T("
                    + u
                    + ", "
                    + v
                    + ") = "
                    + value
                    + " and T(−"
                    + u
                    + ", −"
                    + v
                    + ") = "
                    + mirrored);
          }
        }
      }
    }
  }

  private int mirror(int u, int v) {
    return (height - u) % height * width + (width - v) % width;
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
    int n = images("x", x.shape(), false);
    images("the spectrum", out.shape(), true);
    if (out.size() != 2L * x.size()) {
      throw new ShapeException(
          "a spectrum " + out.shape() + " has other images than x of shape " + x.shape());
    }
    int pixels = height * width;
    forImages(
        x,
        n,
        (workspace, i) -> {
          int at = out.offset() + 2 * i * pixels;
          for (int p = 0; p < pixels; p++) {
            out.array()[at + 2 * p] = x.array()[x.offset() + i * pixels + p];
            out.array()[at + 2 * p + 1] = 0;
          }
          workspace.complex(out.array(), at, false);
        });
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
    int[] dims = new int[x.shape().rank() + 1];
    System.arraycopy(x.shape().toArray(), 0, dims, 0, dims.length - 1);
    dims[dims.length - 1] = 2;
    Tensor spectrum = x.engine().empty(Shape.of(dims));
    forwardReal(spectrum, x);
    float scale = 1f / (height * width);
    for (int i = 0; i < x.size(); i++) {
      float re = spectrum.array()[spectrum.offset() + 2 * i];
      float im = spectrum.array()[spectrum.offset() + 2 * i + 1];
      out.array()[out.offset() + i] = (re * re + im * im) * scale;
    }
  }

  private void complex(Tensor out, Tensor in, boolean inverse) {
    int n = images("x", in.shape(), true);
    out.shape().require(in.shape(), "the output of the transform");
    if (out.array() != in.array() || out.offset() != in.offset()) {
      out.set(in);
    }
    int step = 2 * height * width;
    forImages(
        in, n, (workspace, i) -> workspace.complex(out.array(), out.offset() + i * step, inverse));
  }

  /** Checks the last axes and returns the product of the others. */
  private int images(String what, Shape shape, boolean complex) {
    int rank = shape.rank() - (complex ? 1 : 0);
    boolean right =
        rank >= 2
            && shape.dim(rank - 2) == height
            && shape.dim(rank - 1) == width
            && (!complex || shape.dim(rank) == 2);
    if (!right) {
      throw new ShapeException(
          what
              + " has shape "
              + shape
              + "; (…, "
              + height
              + ", "
              + width
              + (complex ? ", 2" : "")
              + ") was expected");
    }
    return shape.product(0, rank - 2);
  }

  private void forImages(Tensor any, int n, ImageWork work) {
    int grain = Math.max(1, GRAIN / (height * width));
    any.engine()
        .parallel()
        .forChunks(
            n,
            grain,
            (from, to) -> {
              Workspace workspace = idle.poll();
              if (workspace == null) {
                workspace = new Workspace(height, width);
              }
              for (int i = from; i < to; i++) {
                work.run(workspace, i);
              }
              idle.add(workspace);
            });
  }
}
