/**
 * What a run leaves on the disk: its folder, {@code config.json}, {@code metrics.csv}, the imaging
 * system that it was begun with. Files are written whole or not at all. What may not live here: how
 * anything is trained, sampled or shown.
 */
package dev.ornstein.examples.run;
