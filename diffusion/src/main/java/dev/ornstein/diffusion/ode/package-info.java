/**
 * Ordinary differential equations dy/dt = f(t, y) by numbers: what the probability flow and
 * likelihoods along it are solved with.
 *
 * <p>An {@link dev.ornstein.diffusion.ode.Ode} is a slope, an {@link
 * dev.ornstein.diffusion.ode.OdeMethod} goes from one time to another: {@link
 * dev.ornstein.diffusion.ode.Heun} and {@link dev.ornstein.diffusion.ode.RungeKutta4} in one step,
 * {@link dev.ornstein.diffusion.ode.DormandPrince} in as many as a {@link
 * dev.ornstein.diffusion.ode.Tolerance} asks for. States are arrays of doubles, so that what is
 * summed over many steps, and differences of which an error is judged, lose nothing; a slope may
 * well come from float32.
 *
 * <p>What may not live here: anything that knows of tensors or models.
 */
package dev.ornstein.diffusion.ode;
