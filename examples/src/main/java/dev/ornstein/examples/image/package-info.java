/**
 * Pictures from numbers: grey images, sheets of many, PNG and animated GIF as bytes in memory. What
 * may not live here: files, networks, anything that knows what a picture shows.
 */
package dev.ornstein.examples.image;
