/**
 * The same kernels on libtorch, through DJL: JMH benchmarks with the parameters of ours, and a side
 * of the comparison. Compiled by the Maven profile {@code peers} only.
 */
package dev.ornstein.benchmarks.libtorch;
