/**
 * The pieces of work that are measured: operands and the calls on them. The JMH benchmarks and the
 * comparison with other engines time the same objects, so their figures mean the same.
 */
package dev.ornstein.benchmarks.work;
