/**
 * What judges generated and restored digits. Against the truth: {@link
 * dev.ornstein.mnist.judge.Psnr} and {@link dev.ornstein.mnist.judge.Ssim}. Without one: the {@link
 * dev.ornstein.mnist.judge.Judge}, a {@link dev.ornstein.mnist.judge.LeNet5} that has learnt to
 * read MNIST and comes as a resource with statistics of the test images, and the {@link
 * dev.ornstein.mnist.judge.FrechetDistance} in its features; and {@link
 * dev.ornstein.mnist.judge.NearestImages}, whether samples are copies. {@link
 * dev.ornstein.mnist.judge.JudgeTraining} made the resource.
 *
 * <p>Letters: N images, H rows, W columns, D features; images are (N, H, W), row major, in [0, 1],
 * 0 black.
 */
package dev.ornstein.mnist.judge;
