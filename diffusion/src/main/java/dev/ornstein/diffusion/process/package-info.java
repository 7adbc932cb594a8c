/**
 * Forward processes: how an image x₀ turns into noise as t goes from 0 to 1.
 *
 * <p>A {@link dev.ornstein.diffusion.process.ForwardProcess} is two matrix-valued functions of
 * time, the signal transfer H(t) and the noise covariance Σ(t), with their derivatives; x_t is
 * normal with mean H(t)x₀ and covariance Σ(t). Everything else (drift, diffusion, exact
 * transitions, perturbation) follows from them and is written once, in that interface; {@link
 * dev.ornstein.diffusion.process.NoisyImages} are a batch that was perturbed, with what it was made
 * of. One class per kind of matrix says where H and Σ come from: {@link
 * dev.ornstein.diffusion.process.ScalarProcess} with its special cases {@link
 * dev.ornstein.diffusion.process.VariancePreserving}, {@link
 * dev.ornstein.diffusion.process.SubVariancePreserving} and {@link
 * dev.ornstein.diffusion.process.VarianceExploding}, {@link
 * dev.ornstein.diffusion.process.DiagonalProcess}, {@link
 * dev.ornstein.diffusion.process.FourierProcess}, {@link
 * dev.ornstein.diffusion.process.DenseProcess}. The examples of seed 0 are made by {@link
 * dev.ornstein.diffusion.process.DiagonalProcess#inpainting} and {@link
 * dev.ornstein.diffusion.process.FourierBands}; any {@link
 * dev.ornstein.diffusion.process.ImagingSystem} makes a Fourier process, and {@link
 * dev.ornstein.diffusion.process.SystemMeasurement} measures one from its samples.
 *
 * <p>Functions of time come with their derivatives, as {@link dev.ornstein.diffusion.process.Curve}
 * or {@link dev.ornstein.diffusion.process.Curves}; written with {@link
 * dev.ornstein.diffusion.process.Dual} numbers, a formula finds its derivative itself. A process
 * looks at its schedules when it is made and refuses those that no diffusion has.
 *
 * <p>Methods named by capital letters are the matrices of the papers. Times are doubles; a method
 * that takes several returns a batch of as many matrices.
 *
 * <p>What may not live here: scores, networks, losses, and anything that goes backwards in time.
 */
package dev.ornstein.diffusion.process;
