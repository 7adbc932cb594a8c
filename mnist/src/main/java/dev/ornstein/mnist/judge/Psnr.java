package dev.ornstein.mnist.judge;

/**
 * The peak signal-to-noise ratio of images in [0, 1], in decibels:
 *
 * <pre>PSNR = 10 log₁₀(1 / MSE),   MSE = 1/(H·W) Σ (a − b)²</pre>
 *
 * <p>Equal images have infinite PSNR. A mean over images weighs every image alike, and one that is
 * restored perfectly makes it infinite; the PSNR of the pooled error does not suffer from that and
 * is never larger than the mean (log is concave).
 */
public final class Psnr {
  private final double[] perImage;
  private final double mean;
  private final double pooled;

  private Psnr(double[] perImage, double pooled) {
    this.perImage = perImage;
    this.mean = ImageStack.mean(perImage);
    this.pooled = pooled;
  }

  /**
   * Compares images with the truth.
   *
   * @param images (N, H, W) in [0, 1]
   * @param truth (N, H, W) in [0, 1]
   * @param height H
   * @param width W
   * @throws dev.ornstein.tensor.ShapeException when the arrays are not equally many such images
   */
  public static Psnr of(float[] images, float[] truth, int height, int width) {
    int n = ImageStack.count(images, truth, height, width);
    int pixels = height * width;
    double[] perImage = new double[n];
    double[] errors = new double[n];
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int p = i * pixels; p < (i + 1) * pixels; p++) {
        double d = (double) images[p] - truth[p];
        sum += d * d;
      }
      errors[i] = sum / pixels;
      perImage[i] = decibels(errors[i]);
    }
    return new Psnr(perImage, decibels(ImageStack.mean(errors)));
  }

  /** 10 log₁₀(1/MSE) in dB, infinite at 0. */
  static double decibels(double meanSquaredError) {
    return -10 * Math.log10(meanSquaredError);
  }

  /** The PSNR of each image in dB; infinite where it equals the truth. */
  public double[] perImage() {
    return perImage.clone();
  }

  /** The mean of {@link #perImage()} in dB: what papers usually print. */
  public double mean() {
    return mean;
  }

  /** The PSNR in dB of the squared error averaged over all pixels of all images. */
  public double pooled() {
    return pooled;
  }
}
