/**
 * What there is to judge and what the judge says: images with or without labels and truth, read
 * from a run, a file or a folder of pictures, and the figures of an evaluation. What may not live
 * here: the judge itself, and the page that shows its figures.
 */
package dev.ornstein.examples.evaluate;
