package dev.ornstein.nn.layer;

import dev.ornstein.nn.Init;

/** {@link BatchNorm} of images (N, C, H, W), over N, H and W. */
public final class BatchNorm2d extends BatchNorm {
  /**
   * @param channels C
   */
  public BatchNorm2d(Init init, int channels) {
    super(init, channels, 4);
  }
}
