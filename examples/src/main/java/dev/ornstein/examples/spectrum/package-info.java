/**
 * Transfer and noise of a Fourier process against spatial frequency, as asked for and as measured
 * from its samples. What may not live here: how they are drawn as charts.
 */
package dev.ornstein.examples.spectrum;
