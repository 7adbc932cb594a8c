/**
 * What is learnt: from the words of a configuration to forward processes, networks, losses and
 * degradations. A {@link dev.ornstein.examples.model.Learner} is a network, or a pair of them, with
 * its meaning. What may not live here: loops, files, pictures.
 */
package dev.ornstein.examples.model;
