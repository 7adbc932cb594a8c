/**
 * Discrete Fourier transforms of images and the filters made of them.
 *
 * <p>The only package that uses JTransforms. What a filter means (a blur, a noise spectrum) is
 * decided elsewhere.
 */
package dev.ornstein.tensor.fft;
