package dev.ornstein.mnist.judge;

import dev.ornstein.tensor.ShapeException;

/**
 * Structural similarity of images in [0, 1] (Wang, Bovik, Sheikh and Simoncelli, "Image quality
 * assessment: from error visibility to structural similarity", 2004, equation 13). With local means
 * μ, variances σ² and covariance σ_ab under a Gaussian window,
 *
 * <pre>SSIM = (2 μ_a μ_b + C₁)(2 σ_ab + C₂) / ((μ_a² + μ_b² + C₁)(σ_a² + σ_b² + C₂))</pre>
 *
 * <p>averaged over all places where the window of 11×11 pixels and σ = 1.5 lies inside the image;
 * C₁ = (K₁L)², C₂ = (K₂L)² with K₁ = 0.01, K₂ = 0.03 and the range L = 1.
 */
public final class Ssim {
  /** Rows and columns of the window, and the smallest image. */
  public static final int WINDOW = 11;

  private static final double SIGMA = 1.5;
  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;

  private final double[] perImage;

  private Ssim(double[] perImage) {
    this.perImage = perImage;
  }

  /**
   * Compares images with the truth; it is symmetric in the two.
   *
   * @param images (N, H, W) in [0, 1]
   * @param truth (N, H, W) in [0, 1]
   * @param height H, at least {@link #WINDOW}
   * @param width W, at least {@link #WINDOW}
   * @throws ShapeException when the arrays are not equally many such images, or these are too small
   */
  public static Ssim of(float[] images, float[] truth, int height, int width) {
    int n = ImageStack.count(images, truth, height, width);
    if (height < WINDOW || width < WINDOW) {
      throw new ShapeException(
          "SSIM needs images of at least "
              + WINDOW
              + "×"
              + WINDOW
              + " pixels, got "
              + height
              + "×"
              + width);
    }
    double[] perImage = new double[n];
    double[] a = new double[height * width];
    double[] b = new double[height * width];
    for (int i = 0; i < n; i++) {
      for (int p = 0; p < a.length; p++) {
        a[p] = images[i * a.length + p];
        b[p] = truth[i * a.length + p];
      }
      perImage[i] = similarity(a, b, height, width);
    }
    return new Ssim(perImage);
  }

  /** The mean over all places of the window in one pair of images. */
  private static double similarity(double[] a, double[] b, int height, int width) {
    double[] meanA = blurred(a, height, width);
    double[] meanB = blurred(b, height, width);
    double[] meanAa = blurred(product(a, a), height, width);
    double[] meanBb = blurred(product(b, b), height, width);
    double[] meanAb = blurred(product(a, b), height, width);
    double sum = 0;
    for (int p = 0; p < meanA.length; p++) {
      double aa = meanA[p] * meanA[p];
      double bb = meanB[p] * meanB[p];
      double ab = meanA[p] * meanB[p];
      double luminance = (2 * ab + C1) / (aa + bb + C1);
      double structure = (2 * (meanAb[p] - ab) + C2) / (meanAa[p] - aa + meanBb[p] - bb + C2);
      sum += luminance * structure;
    }
    return sum / meanA.length;
  }

  private static double[] product(double[] a, double[] b) {
    double[] out = new double[a.length];
    for (int p = 0; p < out.length; p++) {
      out[p] = a[p] * b[p];
    }
    return out;
  }

  /** One row of the window, which is the product of this row and this column; the sum is 1. */
  static double[] window() {
    double[] w = new double[WINDOW];
    double sum = 0;
    for (int i = 0; i < WINDOW; i++) {
      double d = (i - WINDOW / 2) / SIGMA;
      w[i] = Math.exp(-0.5 * d * d);
      sum += w[i];
    }
    for (int i = 0; i < WINDOW; i++) {
      w[i] /= sum;
    }
    return w;
  }

  /** Local means, (H − 10, W − 10): first along rows, then along columns. */
  private static double[] blurred(double[] x, int height, int width) {
    double[] w = window();
    int across = width - WINDOW + 1;
    int down = height - WINDOW + 1;
    double[] rows = new double[height * across];
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < across; c++) {
        double sum = 0;
        for (int k = 0; k < WINDOW; k++) {
          sum += w[k] * x[r * width + c + k];
        }
        rows[r * across + c] = sum;
      }
    }
    double[] out = new double[down * across];
    for (int p = 0; p < out.length; p++) {
      double sum = 0;
      for (int k = 0; k < WINDOW; k++) {
        sum += w[k] * rows[p + k * across];
      }
      out[p] = sum;
    }
    return out;
  }

  /** The SSIM of each image, at most 1. */
  public double[] perImage() {
    return perImage.clone();
  }

  /** The mean over images. */
  public double mean() {
    return ImageStack.mean(perImage);
  }
}
