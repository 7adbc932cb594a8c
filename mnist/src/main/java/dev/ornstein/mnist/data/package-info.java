/**
 * Images with labels: where they come from, how they are checked, and how they are dealt out in
 * batches.
 *
 * <p>Here live {@link dev.ornstein.mnist.data.Dataset} (bytes in memory), the reader of IDX files,
 * the sources and the cache of MNIST and Fashion-MNIST, the download, the digits drawn from strokes
 * that stand in when there is no network, and the shuffled {@link dev.ornstein.mnist.data.Batches}.
 * {@link dev.ornstein.mnist.data.Datasets#resolve} is the meaning of the option {@code --data}.
 *
 * <p>What may not live here: networks, training, metrics, and anything that runs at class
 * initialisation beyond filling constants; nothing touches the network or a file before a method is
 * called that says so. Everything but {@code Batches} works on plain arrays.
 *
 * <p>Letters: N images in a batch, C channels, H rows, W columns; planes are stored (C, H, W), row
 * major, an unsigned byte per pixel, 0 black and 255 white.
 */
package dev.ornstein.mnist.data;
