/**
 * Files of tensors: the safetensors and NumPy formats, and files that are replaced whole or not at
 * all.
 *
 * <p>A damaged, truncated or foreign file is refused before any of it is used, by a {@link
 * dev.ornstein.tensor.UserError} whose one sentence names the file and what is wrong with it.
 * Formats of data sets do not belong here.
 */
package dev.ornstein.tensor.io;
