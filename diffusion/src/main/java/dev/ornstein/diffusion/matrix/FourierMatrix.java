package dev.ornstein.diffusion.matrix;

import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.fft.Fft2d;

/**
 * A matrix that multiplies each spatial frequency by a number of its own: A = F⁻¹ diag(T) F with
 * the two-dimensional discrete Fourier transform F. It is the circular convolution of each channel
 * with one point spread function (its entries form a block-circulant matrix), and T is the transfer
 * function of that convolution.
 *
 * <p>Frequencies are in the order of the transform: index k along an axis of n stands for k cycles
 * per n pixels when k ≤ n/2, and for k − n else; (0, 0) is the mean. The matrix is real and
 * symmetric because T is real and even, T[−k] = T[k].
 */
public final class FourierMatrix extends SpectralMatrix {
  /** How far from even, relative to the largest coefficient, a transfer function may be. */
  static final double ODDNESS = 1e-9;

  private final Fft2d fft;

  private FourierMatrix(double[] transfer, Shape form, Fft2d fft) {
    super(transfer, form);
    this.fft = fft;
  }

  /**
   * @param transfer T for each matrix of the batch, (batch, form) row-major, finite, even
   * @param form (H, W) or (C, H, W); with (H, W) or (1, H, W) all channels share T
   * @throws IllegalArgumentException naming the first two frequencies k, −k with different T
   */
  public static FourierMatrix of(double[] transfer, Shape form) {
    requireForm(form);
    return of(transfer, form, new Fft2d(form.dim(-2), form.dim(-1)));
  }

  /**
   * As {@link #of(double[], Shape)}, with transforms that are already planned; matrices made from
   * this one share them.
   *
   * @param fft for images of H by W
   */
  public static FourierMatrix of(double[] transfer, Shape form, Fft2d fft) {
    requireForm(form);
    Shape full = form.rank() == 3 ? form : Shape.of(1, form.dim(0), form.dim(1));
    Shape.of(fft.height(), fft.width())
        .require(Shape.of(full.dim(1), full.dim(2)), "the image that the transform is planned for");
    FourierMatrix a = new FourierMatrix(transfer.clone(), full, fft);
    a.requireEven();
    return a;
  }

  private static void requireForm(Shape form) {
    if (form.rank() != 2 && form.rank() != 3) {
      throw new ShapeException("a transfer function has the form (H, W) or (C, H, W); got " + form);
    }
  }

  /** T for each matrix of the batch, (batch, C or 1, H, W) row-major. */
  public double[] transfer() {
    return eigenvalues().clone();
  }

  @Override
  public Tensor times(Tensor x) {
    requireSamples(x.shape());
    requireSample(sampleOf(x.shape()));
    Tensor out = x.engine().empty(x.shape());
    if (batch() == 1) { // one T for each channel, or one for all
      fft.filterByTurns(out, x, factors());
    } else {
      fft.filter(out, x, factors());
    }
    return out;
  }

  @Override
  public Var times(Var x) {
    return FourierFilter.of(this, x);
  }

  @Override
  public DenseMatrix toDense(Shape sample) {
    requireSample(sample);
    int h = form().dim(1);
    int w = form().dim(2);
    int plane = h * w;
    int n = sample.size();
    int planes = n / plane;
    double[] entries = new double[batch() * n * n];
    for (int m = 0; m < batch(); m++) {
      for (int p = 0; p < planes; p++) {
        int channel = form().dim(0) == 1 ? 0 : p;
        double[] kernel = pointSpread((m * form().dim(0) + channel) * plane, h, w);
        for (int i = 0; i < plane; i++) {
          for (int j = 0; j < plane; j++) {
            int dy = Math.floorMod(i / w - j / w, h);
            int dx = Math.floorMod(i % w - j % w, w);
            entries[(m * n + p * plane + i) * n + p * plane + j] = kernel[dy * w + dx];
          }
        }
      }
    }
    return DenseMatrix.of(entries, n);
  }

  /** The inverse transform of an even function, by its definition: Σ_k T[k] cos(2π k·d) / (H·W). */
  private double[] pointSpread(int first, int h, int w) {
    double[] kernel = new double[h * w];
    for (int d = 0; d < kernel.length; d++) {
      double sum = 0;
      for (int k = 0; k < kernel.length; k++) {
        // whole turns are removed in integers, so that the angle is exact
        double turns = (double) (k / w * (d / w) % h) / h + (double) (k % w * (d % w) % w) / w;
        sum += eigenvalues()[first + k] * Math.cos(2 * Math.PI * turns);
      }
      kernel[d] = sum / kernel.length;
    }
    return kernel;
  }

  private void requireEven() {
    int h = form().dim(1);
    int w = form().dim(2);
    double[] t = eigenvalues();
    double tolerance = ODDNESS * norm();
    for (int i = 0; i < t.length; i++) {
      int k = i % (h * w);
      int mirrored = (h - k / w) % h * w + (w - k % w) % w;
      int j = i - k + mirrored;
      if (Math.abs(t[i] - t[j]) > tolerance) {
        throw new IllegalArgumentException(
            "the transfer function of a real, symmetric matrix has T[−k] = T[k]; it is "
                + t[i]
                + place(form(), i % form().size())
                + " and "
                + t[j]
                + place(form(), j % form().size()));
      }
    }
  }

  @Override
  FourierMatrix withEigenvalues(double[] values) {
    return new FourierMatrix(values, form(), fft);
  }

  @Override
  String place(Shape form, int index) {
    return " at frequency " + index(form, index);
  }

  @Override
  void requireSample(Shape sample) {
    int channels = sample.rank() == 3 ? sample.dim(0) : 1;
    boolean fits =
        (sample.rank() == 2 || sample.rank() == 3)
            && sample.dim(-1) == form().dim(2)
            && sample.dim(-2) == form().dim(1)
            && (form().dim(0) == 1 || form().dim(0) == channels);
    if (!fits) {
      throw new ShapeException(
          this
              + " does not multiply samples of shape "
              + sample
              + ": they must be images (C, H, W) or (H, W) of its height and width");
    }
  }

  /** For example {@code a Fourier matrix of form (1, 28, 28)}. */
  @Override
  public String toString() {
    String many = batch() == 1 ? "a Fourier matrix" : "a batch of " + batch() + " Fourier matrices";
    return many + " of form " + form();
  }
}
