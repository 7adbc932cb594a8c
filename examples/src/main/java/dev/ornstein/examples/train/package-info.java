/**
 * Training: the loop, what it changes, how long it takes, how it stops. {@link
 * dev.ornstein.examples.train.Trainer} is the place to begin reading. What may not live here:
 * command-line options, pictures, reports.
 */
package dev.ornstein.examples.train;
