package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;

import dev.ornstein.tensor.kernel.ConvShape;
import java.util.Arrays;

/** Columns of the image-to-columns matrix for any stride, in panels: a gather and its adjoint. */
final class StridedPatches {
  private StridedPatches() {}

  /**
   * panel[tap, j] = the input that tap (c, r, s) reads for output position f + j; 0 in the padding.
   *
   * @param x0 where the group's first plane begins
   */
  static void gather(float[] panel, float[] x, int x0, ConvShape s, int f, int cols) {
    int q = s.q();
    for (int c = 0, tap = 0; c < s.cg(); c++) {
      int plane = x0 + c * s.h() * s.w();
      for (int r = 0; r < s.r(); r++) {
        for (int col = 0; col < s.s(); col++, tap++) {
          int at = tap * NR;
          Arrays.fill(panel, at, at + NR, 0f);
          for (int j = 0; j < cols; j++) {
            int i = (f + j) / q * s.stride() - s.pad() + r * s.dilation();
            int k = (f + j) % q * s.stride() - s.pad() + col * s.dilation();
            if (i >= 0 && i < s.h() && k >= 0 && k < s.w()) {
              panel[at + j] = x[plane + i * s.w() + k];
            }
          }
        }
      }
    }
  }

  /** The adjoint of {@link #gather}: adds rows (taps × NR) back to where they were read. */
  static void scatterAdd(float[] gx, int x0, float[] panel, ConvShape s, int f, int cols) {
    int q = s.q();
    for (int c = 0, tap = 0; c < s.cg(); c++) {
      int plane = x0 + c * s.h() * s.w();
      for (int r = 0; r < s.r(); r++) {
        for (int col = 0; col < s.s(); col++, tap++) {
          int at = tap * NR;
          for (int j = 0; j < cols; j++) {
            int i = (f + j) / q * s.stride() - s.pad() + r * s.dilation();
            int k = (f + j) % q * s.stride() - s.pad() + col * s.dilation();
            if (i >= 0 && i < s.h() && k >= 0 && k < s.w()) {
              gx[plane + i * s.w() + k] += panel[at + j];
            }
          }
        }
      }
    }
  }
}
