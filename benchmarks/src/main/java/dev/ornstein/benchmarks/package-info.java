/**
 * JMH benchmarks: each kernel as a ladder scalar → vector, whole training and sampling steps, and
 * the peak that shares of peak refer to.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar [pattern]} runs them; {@code -p name=value}
 * chooses parameters. Timings belong here and never in a test. Figures are comparable only within
 * one run on one machine.
 */
package dev.ornstein.benchmarks;
