package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.kernel.ConvShape;
import jdk.incubator.vector.FloatVector;

/**
 * What each output of a convolution sees of an image whose channels are innermost: runs of numbers,
 * [r][s][c], channels filled up to whole vectors. Images begin at {@link Scratch#START}.
 */
final class Patches {
  private final ConvShape s;

  /** An input, its padding, and what the last windows reach beyond it. */
  final ChannelLast in;

  /** Numbers of a patch. */
  final int depth;

  Patches(ConvShape s) {
    this.s = s;
    int down = (s.p() - 1) * s.stride() + s.dilation() * (s.r() - 1) + 1;
    int across = (s.q() - 1) * s.stride() + s.dilation() * (s.s() - 1) + 1;
    this.in =
        new ChannelLast(Math.max(down, s.pad() + s.h()), Math.max(across, s.pad() + s.w()), s.c());
    this.depth = s.r() * s.s() * in.channels;
  }

  /** The patches of output rows from {@code first} on, [p][q][r][s][c]. */
  void gather(float[] patches, int at, float[] image, int first, int rows) {
    int next = s.stride() * in.channels;
    for (int p = 0; p < rows; p++) {
      for (int i = 0; i < depth; i += L) {
        int from = seenFrom(first + p, i);
        int to = at + p * s.q() * depth + i;
        for (int q = 0; q < s.q(); q++) {
          FloatVector.fromArray(S, image, from + q * next).intoArray(patches, to + q * depth);
        }
      }
    }
  }

  /** Adds each number to the pixel that {@link #gather} takes it from. */
  void scatter(float[] image, float[] patches, int first, int rows) {
    int next = s.stride() * in.channels;
    for (int p = 0; p < rows; p++) {
      for (int i = 0; i < depth; i += L) {
        int to = seenFrom(first + p, i);
        int from = START + p * s.q() * depth + i;
        for (int q = 0; q < s.q(); q++) {
          FloatVector sum = FloatVector.fromArray(S, image, to + q * next);
          sum.add(FloatVector.fromArray(S, patches, from + q * depth))
              .intoArray(image, to + q * next);
        }
      }
    }
  }

  /** Where number i of the patch of output (p, 0) stands in an image. */
  private int seenFrom(int p, int i) {
    int tap = i / in.channels;
    int row = p * s.stride() + tap / s.s() * s.dilation();
    int column = tap % s.s() * s.dilation();
    return START + (row * in.width + column) * in.channels + i % in.channels;
  }
}
