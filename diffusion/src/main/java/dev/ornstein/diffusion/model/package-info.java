/**
 * What a network knows of a process, in any of the equivalent ways of saying it.
 *
 * <p>A {@link dev.ornstein.diffusion.model.Denoiser} is a function of (x, t); no class of a network
 * is known here. Its {@link dev.ornstein.diffusion.model.Prediction} says what the function
 * returns: the noise ε, the image x₀, the score or v. {@link
 * dev.ornstein.diffusion.model.Conversion} is the only place where one becomes another, and {@link
 * dev.ornstein.diffusion.model.DiffusionModel} (a process, a prediction and a function) is what
 * losses and samplers take. {@link dev.ornstein.diffusion.model.Preconditioning} stands between a
 * network and the image that it predicts, with {@link dev.ornstein.diffusion.model.Scalings} for
 * each time. Three denoisers are exact and need no training: {@link
 * dev.ornstein.diffusion.model.GaussianDenoiser}, {@link
 * dev.ornstein.diffusion.model.MixtureDenoiser} and {@link
 * dev.ornstein.diffusion.model.IdealDenoiser}. The {@link
 * dev.ornstein.diffusion.model.WienerFilter} is the best linear restoration, to compare with, for
 * images known by their {@link dev.ornstein.diffusion.model.StationaryGaussian mean and power
 * spectrum}.
 *
 * <p>A {@link dev.ornstein.diffusion.model.LogLikelihood} says what an observation y makes of x_t,
 * and {@code DiffusionModel.guided} adds its gradient to the score, so that every sampler draws
 * from the posterior. {@link dev.ornstein.diffusion.model.MeasurementLikelihood} is that of a
 * blurred, masked or noisy image; a classifier gives another.
 *
 * <p>What may not live here: layers and parameters (they are in {@code nn} and {@code mnist}),
 * losses and samplers.
 */
package dev.ornstein.diffusion.model;
