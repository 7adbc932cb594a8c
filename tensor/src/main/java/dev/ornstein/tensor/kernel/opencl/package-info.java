/**
 * Kernels for OpenCL 1.2 devices. The only package that touches JOCL, an optional dependency whose
 * native part is loaded when a device is asked for and not before. Sources of the kernels are
 * resources beside these classes, one file per family; {@code common.cl} comes before each. (The
 * matrix products have three: what is multiplied, and two ways to do it by tiles.)
 *
 * <p>Every tensor stays on the device while kernels use it. Work is queued in order and waited for
 * only when the host reads a result.
 *
 * <p>What serves a device best is measured when a user asks for it, and kept in a file that later
 * runs are given: {@link dev.ornstein.tensor.kernel.opencl.TileTuning}.
 */
package dev.ornstein.tensor.kernel.opencl;
