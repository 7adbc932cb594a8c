/**
 * The course of a run from its options to its report. What may not live here: how any single part
 * is done, which the other packages know.
 */
package dev.ornstein.examples.session;
