/**
 * One side of a comparison with another engine: a process that is told the name of a work per line
 * and answers with its time. {@code benchmarks/peers/compare} starts such processes, ours and
 * theirs, and lets them work in turn.
 */
package dev.ornstein.benchmarks.peers;
