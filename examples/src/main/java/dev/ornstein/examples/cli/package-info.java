/**
 * The command line: options, how texts become values, and how a run ends (with a status, and with
 * one sentence when a person can mend what went wrong). What may not live here: anything that
 * trains, samples or draws.
 */
package dev.ornstein.examples.cli;
