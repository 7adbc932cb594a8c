/**
 * The examples: short mains, one for each thing that {@code ./ornstein} can do, and {@link
 * dev.ornstein.examples.Ornstein}, which chooses between them. Everything they share is in the
 * packages below.
 */
package dev.ornstein.examples;
