/**
 * Operations on tensors, a class per family. They check shapes, allocate the result from the
 * arguments' engine and call one kernel. No gradients here.
 */
package dev.ornstein.tensor.op;
