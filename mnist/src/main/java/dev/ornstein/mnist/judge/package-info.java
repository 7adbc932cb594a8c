/**
 * What judges generated and restored digits. Against the truth: {@link
 * dev.ornstein.mnist.judge.Psnr} and {@link dev.ornstein.mnist.judge.Ssim}.
 *
 * <p>Letters: N images, H rows, W columns; images are (N, H, W), row major, in [0, 1], 0 black.
 */
package dev.ornstein.mnist.judge;
