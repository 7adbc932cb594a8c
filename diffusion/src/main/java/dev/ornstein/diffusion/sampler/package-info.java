/**
 * From noise to images and back: one class per sampler, each a single step that reads like the
 * algorithm in its paper.
 *
 * <p>{@link dev.ornstein.diffusion.sampler.Sampler} walks along a {@link
 * dev.ornstein.diffusion.sampler.TimeGrid} and calls the step; the random numbers come from a
 * {@link dev.ornstein.diffusion.sampler.Noise} and every state is shown to a {@link
 * dev.ornstein.diffusion.sampler.StepListener}. Forwards in time, t to s &gt; t: {@link
 * dev.ornstein.diffusion.sampler.ExactForward}, {@link
 * dev.ornstein.diffusion.sampler.EulerMaruyamaForward}. Backwards: {@link
 * dev.ornstein.diffusion.sampler.EulerMaruyamaReverse}, {@link
 * dev.ornstein.diffusion.sampler.DdimSampler}. Either way: {@link
 * dev.ornstein.diffusion.sampler.ProbabilityFlowEuler}, {@link
 * dev.ornstein.diffusion.sampler.ProbabilityFlowHeun}, {@link
 * dev.ornstein.diffusion.sampler.ProbabilityFlowRk45}. A run returns where it ends; a {@link
 * dev.ornstein.diffusion.sampler.Trajectory} keeps the way.
 *
 * <p>What may not live here: one sampler with options for all of them.
 */
package dev.ornstein.diffusion.sampler;
