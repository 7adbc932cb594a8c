package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.AttentionShape;

/**
 * Self-attention: {@code attention.cl}. A group of work items takes a block of positions of an
 * entry and keeps its scores in local memory.
 */
final class ClAttention {
  private static final String FAMILY = "attention";

  /** Most positions of a block; neighbouring items write so many neighbouring results. */
  private static final int BLOCK = 8;

  /** Work items for a position of a block. */
  private static final int TEAM = 8;

  /** From how many positions on twice as many work items have something to do. */
  private static final int MANY = 128;

  private static final int MEANS = 0;

  private final ClDevice device;

  ClAttention(ClDevice device) {
    this.device = device;
  }

  /** Floats of local memory that a group needs for a block and its squares. */
  private static long room(AttentionShape s, int squares, int block) {
    return (long) s.d() * block + (long) squares * s.p() * (block + 1);
  }

  /**
   * Positions of a block: fewer where more do not fit in the local memory, of which a quarter
   * remains for sums; 0 when not even one fits.
   */
  private int block(AttentionShape s, int squares) {
    long floats = device.info().localBytes() / Float.BYTES / 4 * 3;
    int block = BLOCK;
    while (block > 0 && room(s, squares, block) > floats) {
      block /= 2;
    }
    return block;
  }

  /** Whether the forward kernel can take this shape. */
  boolean takes(AttentionShape s) {
    return block(s, 1) > 0;
  }

  /** Whether the kernels of the gradient can take this shape. */
  boolean takesGrad(AttentionShape s) {
    return block(s, 2) > 0;
  }

  void forward(Tensor y, Tensor max, Tensor share, Tensor qkv, float scale, AttentionShape s) {
    int block = block(s, 1);
    Launch call = kernel("attention", s, block).read(qkv).write(y).write(max).write(share);
    call.local(s.d() * block).local(s.p() * (block + 1));
    over(call, scale, s, block);
  }

  void grad(
      Tensor gqkv, Tensor qkv, Tensor gy, Tensor max, Tensor share, float scale, AttentionShape s) {
    int block = block(s, 2);
    for (String part : new String[] {"queryGrad", "keyGrad"}) {
      Launch call = kernel(part, s, block).read(qkv).read(gy).read(max).read(share);
      // The first call writes a part and the second one the rest: what was there is not needed.
      call.write(gqkv).put(device.scratch(MEANS, s.entries() * s.p()));
      int square = s.p() * (block + 1);
      call.local(s.d() * block).local(square).local(square);
      over(call, scale, s, block);
    }
  }

  private Team team(AttentionShape s, int block) {
    if (device.isCpu()) {
      return new Team(1, 1);
    }
    int size = s.p() < MANY ? TEAM : 2 * TEAM;
    return new Team(size, size * block);
  }

  private Launch kernel(String name, AttentionShape s, int block) {
    return device.kernel(FAMILY, team(s, block).options() + " -DBLOCK=" + block, name);
  }

  private void over(Launch call, float scale, AttentionShape s, int block) {
    int blocks = (s.p() + block - 1) / block;
    call.put(scale).put(s.heads(), s.d(), s.p(), blocks);
    long groups = (long) s.entries() * blocks;
    if (groups > 0) {
      long group = team(s, block).group();
      call.grid(new long[] {groups * group}, new long[] {group});
    }
  }
}
