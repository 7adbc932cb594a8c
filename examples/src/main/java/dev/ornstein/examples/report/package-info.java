/**
 * The page that tells what a run did: curves as inline SVG, pictures as data URIs, tables, one
 * style sheet; nothing is fetched from anywhere. What may not live here: anything that trains or
 * samples.
 */
package dev.ornstein.examples.report;
