/**
 * How well a model restores, in how many steps, and beside what: the command {@code restore}. What
 * may not live here: how images are degraded or drawn (that is in {@code model} and {@code
 * sample}).
 */
package dev.ornstein.examples.restore;
