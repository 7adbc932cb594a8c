package dev.ornstein.nn.layer;

import dev.ornstein.nn.Init;

/** {@link BatchNorm} of vectors (N, C), over N. */
public final class BatchNorm1d extends BatchNorm {
  /**
   * @param channels C
   */
  public BatchNorm1d(Init init, int channels) {
    super(init, channels, 2);
  }
}
