package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.GemmShape;
import java.util.Arrays;

/**
 * A batch of products m×k · k×n in the terms of {@code product.cl}: which definition it is compiled
 * for, and the numbers that it gets.
 *
 * @param kind definition for the compiler that says what is multiplied
 * @param batch number of products: matrices, groups of channels, phases of a stride
 * @param m rows of each result
 * @param n columns of each result, of the largest one
 * @param k terms of each sum, of the longest one
 * @param kGiven what the kernel is told of k: for the input gradient the channels only
 * @param strideA elements between successive A
 * @param strideB elements between successive B
 * @param strideC elements between successive C
 * @param matrices the product as it was asked for, or null
 * @param conv the convolution, or null
 */
record Product(
    String kind,
    int batch,
    int m,
    int n,
    int k,
    int kGiven,
    int strideA,
    int strideB,
    int strideC,
    GemmShape matrices,
    ConvShape conv) {

  /**
   * A convolution of so many multiply-adds is worth a program that is compiled for its geometry,
   * which is then divided by faster. Others share one.
   */
  private static final long LARGE = 1L << 24;

  /** Numbers of a Shape in the source. */
  private static final int NUMBERS = 22;

  /** Rows or columns below which a tile would be almost empty. */
  private static final int FEW = 8;

  /** Side of the tiles by which results are counted when sums are cut. */
  private static final int TILE = 64;

  /** Tiles that keep any device busy, and elements that do where each has a work item. */
  private static final int ENOUGH_TILES = 512;

  private static final int ENOUGH_ELEMENTS = 1 << 17;

  /** Parts of sums are at least so long, and multiples of the least step. */
  private static final int SHORTEST_PART = 256;

  private static final int PART_STEP = 64;

  /** C = op(A)·op(B). */
  static Product gemm(GemmShape s) {
    return new Product(
        "-DGEMM",
        s.batch(),
        s.m(),
        s.n(),
        s.k(),
        s.k(),
        s.strideA(),
        s.strideB(),
        s.m() * s.n(),
        s,
        null);
  }

  private static int bit(boolean b) {
    return b ? 1 : 0;
  }

  /** y (K × NPQ) = w (K × CRS) · patches of x (CRS × NPQ), per group of channels. */
  static Product forward(ConvShape s) {
    int taps = s.cg() * s.r() * s.s();
    int area = s.p() * s.q();
    return new Product(
        "-DFORWARD",
        s.groups(),
        s.kg(),
        s.n() * area,
        taps,
        taps,
        s.kg() * taps,
        s.cg() * s.h() * s.w(),
        s.kg() * area,
        null,
        s);
  }

  /** gw (K × CRS) = gy (K × NPQ) · patches of x, transposed (NPQ × CRS), per group of channels. */
  static Product weightGrad(ConvShape s) {
    int taps = s.cg() * s.r() * s.s();
    int area = s.p() * s.q();
    return new Product(
        "-DWEIGHT_GRAD",
        s.groups(),
        s.kg(),
        taps,
        s.n() * area,
        s.n() * area,
        s.kg() * area,
        s.cg() * s.h() * s.w(),
        s.kg() * taps,
        null,
        s);
  }

  /**
   * gx (C × NHW) = wᵀ (C × KRS) · patches of gy (KRS × NHW), per group of channels and per phase of
   * rows and columns that meet the same taps.
   */
  static Product inputGrad(ConvShape s) {
    int stride = s.stride();
    int step = step(s);
    int taps = ((s.r() - 1) / step + 1) * ((s.s() - 1) / step + 1);
    int positions = ((s.h() - 1) / stride + 1) * ((s.w() - 1) / stride + 1);
    return new Product(
        "-DINPUT_GRAD",
        s.groups() * stride * stride,
        s.cg(),
        s.n() * positions,
        s.kg() * taps,
        s.kg(),
        s.kg() * s.cg() * s.r() * s.s(),
        s.kg() * s.p() * s.q(),
        s.cg() * s.h() * s.w(),
        null,
        s);
  }

  /** From a tap that joins two rows to the next one that joins rows of the same phases. */
  private static int step(ConvShape s) {
    return s.stride() / gcd(s.stride(), s.dilation());
  }

  /** How many rows of y lie between the rows that those taps join with one of x. */
  private static int skip(ConvShape s) {
    return s.dilation() / gcd(s.stride(), s.dilation());
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Definitions that make a program one for this geometry, or for matrices stored like these. */
  String geometry() {
    if (conv == null) {
      return " -DTRANS_A=" + bit(matrices.transA()) + " -DTRANS_B=" + bit(matrices.transB());
    }
    return " -DR="
        + conv.r()
        + " -DS="
        + conv.s()
        + " -DSTRIDE="
        + conv.stride()
        + " -DPAD="
        + conv.pad()
        + " -DDILATION="
        + conv.dilation()
        + " -DSTEP="
        + step(conv)
        + " -DSKIP="
        + skip(conv);
  }

  /** Whether it is worth a program of its own. */
  boolean isLarge() {
    return (double) batch * m * n * k >= LARGE;
  }

  /** Whether there are so few rows that a tile would be almost empty. */
  boolean isLow() {
    return m < FEW;
  }

  /** Whether there are so few columns. */
  boolean isNarrow() {
    return n < FEW;
  }

  /**
   * Terms of one part of each sum. Sums of few elements are cut into parts, each of which is a sum
   * of its own, so that there is enough to do at a time. It depends on extents only, never on the
   * device: so do the bits of the result.
   */
  int partLength() {
    long once =
        isLow() || isNarrow()
            ? ENOUGH_ELEMENTS / Math.max(1L, (long) batch * m * n)
            : ENOUGH_TILES
                / Math.max(1L, (long) batch * ((m - 1) / TILE + 1) * ((n - 1) / TILE + 1));
    long parts = Math.min(k / SHORTEST_PART, once);
    if (parts <= 1) {
      return Math.max(1, k);
    }
    return ((k - 1) / (int) parts / PART_STEP + 1) * PART_STEP;
  }

  /** Parts of each sum, 1 when it is not cut. */
  int parts() {
    return k == 0 ? 1 : (k - 1) / partLength() + 1;
  }

  /** Hands the numbers to a kernel, as the Shape of the source has them. */
  void put(Launch call) {
    int[] extents = {m, n, kGiven, strideA, strideB, strideC};
    int[] others =
        conv == null
            ? new int[] {bit(matrices.transA()), bit(matrices.transB())}
            : new int[] {
              0,
              0,
              conv.n(),
              conv.c() * conv.h() * conv.w(),
              conv.k() * conv.p() * conv.q(),
              conv.h(),
              conv.w(),
              conv.p(),
              conv.q(),
              conv.r(),
              conv.s(),
              conv.stride(),
              conv.pad(),
              conv.dilation(),
              step(conv),
              skip(conv)
            };
    int[] all = Arrays.copyOf(extents, NUMBERS);
    System.arraycopy(others, 0, all, extents.length, others.length);
    call.putStruct(all);
  }
}
