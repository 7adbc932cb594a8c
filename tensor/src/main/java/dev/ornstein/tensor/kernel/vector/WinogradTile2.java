package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import jdk.incubator.vector.FloatVector;

/**
 * F(2×2, 3×3), with the matrices of {@link dev.ornstein.tensor.kernel.Winograd}, factored by hand.
 * Columns first, then rows, through the buffer, which stays in the first-level cache.
 */
final class WinogradTile2 extends WinogradTile {
  /** The only one: it has no state. */
  static final WinogradTile2 TILE = new WinogradTile2();

  private WinogradTile2() {
    super(2);
  }

  @Override
  void input(float[] z, int z0, int row, int col, float[] v, int v0, int point, float[] buffer) {
    int z1 = z0 + row;
    int z2 = z1 + row;
    int z3 = z2 + row;
    FloatVector a0 = FloatVector.fromArray(S, z, z0);
    FloatVector a1 = FloatVector.fromArray(S, z, z1);
    FloatVector a2 = FloatVector.fromArray(S, z, z2);
    FloatVector a3 = FloatVector.fromArray(S, z, z3);
    FloatVector b0 = FloatVector.fromArray(S, z, z0 + col);
    FloatVector b1 = FloatVector.fromArray(S, z, z1 + col);
    FloatVector b2 = FloatVector.fromArray(S, z, z2 + col);
    FloatVector b3 = FloatVector.fromArray(S, z, z3 + col);
    FloatVector c0 = FloatVector.fromArray(S, z, z0 + 2 * col);
    FloatVector c1 = FloatVector.fromArray(S, z, z1 + 2 * col);
    FloatVector c2 = FloatVector.fromArray(S, z, z2 + 2 * col);
    FloatVector c3 = FloatVector.fromArray(S, z, z3 + 2 * col);
    FloatVector d0 = FloatVector.fromArray(S, z, z0 + 3 * col);
    FloatVector d1 = FloatVector.fromArray(S, z, z1 + 3 * col);
    FloatVector d2 = FloatVector.fromArray(S, z, z2 + 3 * col);
    FloatVector d3 = FloatVector.fromArray(S, z, z3 + 3 * col);
    FloatVector e0 = a0.sub(a2);
    FloatVector f0 = b0.sub(b2);
    FloatVector g0 = c0.sub(c2);
    FloatVector h0 = d0.sub(d2);
    e0.sub(g0).intoArray(v, v0);
    g0.add(f0).intoArray(v, v0 + point);
    g0.sub(f0).intoArray(v, v0 + 2 * point);
    h0.sub(f0).intoArray(v, v0 + 3 * point);
    FloatVector e1 = a2.add(a1);
    FloatVector f1 = b2.add(b1);
    FloatVector g1 = c2.add(c1);
    FloatVector h1 = d2.add(d1);
    e1.sub(g1).intoArray(v, v0 + 4 * point);
    g1.add(f1).intoArray(v, v0 + 5 * point);
    g1.sub(f1).intoArray(v, v0 + 6 * point);
    h1.sub(f1).intoArray(v, v0 + 7 * point);
    FloatVector e2 = a2.sub(a1);
    FloatVector f2 = b2.sub(b1);
    FloatVector g2 = c2.sub(c1);
    FloatVector h2 = d2.sub(d1);
    e2.sub(g2).intoArray(v, v0 + 8 * point);
    g2.add(f2).intoArray(v, v0 + 9 * point);
    g2.sub(f2).intoArray(v, v0 + 10 * point);
    h2.sub(f2).intoArray(v, v0 + 11 * point);
    FloatVector e3 = a3.sub(a1);
    FloatVector f3 = b3.sub(b1);
    FloatVector g3 = c3.sub(c1);
    FloatVector h3 = d3.sub(d1);
    e3.sub(g3).intoArray(v, v0 + 12 * point);
    g3.add(f3).intoArray(v, v0 + 13 * point);
    g3.sub(f3).intoArray(v, v0 + 14 * point);
    h3.sub(f3).intoArray(v, v0 + 15 * point);
  }

  @Override
  void output(
      float[] u,
      int u0,
      int point,
      float[] out,
      int o,
      int row,
      int col,
      float[] bias,
      int bias0,
      float[] buffer) {
    FloatVector a0 = FloatVector.fromArray(S, u, u0);
    FloatVector a1 = FloatVector.fromArray(S, u, u0 + 4 * point);
    FloatVector a2 = FloatVector.fromArray(S, u, u0 + 8 * point);
    FloatVector a3 = FloatVector.fromArray(S, u, u0 + 12 * point);
    FloatVector e0 = a0.add(a1).add(a2);
    FloatVector e1 = a1.sub(a2).add(a3);
    FloatVector b0 = FloatVector.fromArray(S, u, u0 + point);
    FloatVector b1 = FloatVector.fromArray(S, u, u0 + 5 * point);
    FloatVector b2 = FloatVector.fromArray(S, u, u0 + 9 * point);
    FloatVector b3 = FloatVector.fromArray(S, u, u0 + 13 * point);
    FloatVector f0 = b0.add(b1).add(b2);
    FloatVector f1 = b1.sub(b2).add(b3);
    FloatVector c0 = FloatVector.fromArray(S, u, u0 + 2 * point);
    FloatVector c1 = FloatVector.fromArray(S, u, u0 + 6 * point);
    FloatVector c2 = FloatVector.fromArray(S, u, u0 + 10 * point);
    FloatVector c3 = FloatVector.fromArray(S, u, u0 + 14 * point);
    FloatVector g0 = c0.add(c1).add(c2);
    FloatVector g1 = c1.sub(c2).add(c3);
    FloatVector d0 = FloatVector.fromArray(S, u, u0 + 3 * point);
    FloatVector d1 = FloatVector.fromArray(S, u, u0 + 7 * point);
    FloatVector d2 = FloatVector.fromArray(S, u, u0 + 11 * point);
    FloatVector d3 = FloatVector.fromArray(S, u, u0 + 15 * point);
    FloatVector h0 = d0.add(d1).add(d2);
    FloatVector h1 = d1.sub(d2).add(d3);
    FloatVector shift = FloatVector.fromArray(S, bias, bias0);
    e0.add(f0).add(g0).add(shift).intoArray(out, o);
    f0.sub(g0).add(h0).add(shift).intoArray(out, o + col);
    e1.add(f1).add(g1).add(shift).intoArray(out, o + row);
    f1.sub(g1).add(h1).add(shift).intoArray(out, o + row + col);
  }

  @Override
  void outputGrad(
      float[] z, int z0, int row, int col, float[] v, int v0, int point, float[] buffer) {
    FloatVector a = FloatVector.fromArray(S, z, z0);
    FloatVector b = FloatVector.fromArray(S, z, z0 + col);
    FloatVector c = FloatVector.fromArray(S, z, z0 + row);
    FloatVector d = FloatVector.fromArray(S, z, z0 + row + col);
    a.intoArray(v, v0);
    a.add(b).intoArray(v, v0 + point);
    a.sub(b).intoArray(v, v0 + 2 * point);
    b.intoArray(v, v0 + 3 * point);
    FloatVector ac = a.add(c);
    FloatVector bd = b.add(d);
    ac.intoArray(v, v0 + 4 * point);
    ac.add(bd).intoArray(v, v0 + 5 * point);
    ac.sub(bd).intoArray(v, v0 + 6 * point);
    bd.intoArray(v, v0 + 7 * point);
    ac = a.sub(c);
    bd = b.sub(d);
    ac.intoArray(v, v0 + 8 * point);
    ac.add(bd).intoArray(v, v0 + 9 * point);
    ac.sub(bd).intoArray(v, v0 + 10 * point);
    bd.intoArray(v, v0 + 11 * point);
    c.intoArray(v, v0 + 12 * point);
    c.add(d).intoArray(v, v0 + 13 * point);
    c.sub(d).intoArray(v, v0 + 14 * point);
    d.intoArray(v, v0 + 15 * point);
  }

  @Override
  void kernel(float[] g, int g0, float[] u, int u0, int point, float[] buffer) {
    for (int j = 0; j < 3; j++) {
      kernelLine(g, g0 + j * L, 3 * L, buffer, START + j * L, 3 * L);
    }
    for (int i = 0; i < 4; i++) {
      kernelLine(buffer, START + 3 * i * L, L, u, u0 + 4 * i * point, point);
    }
  }

  private static void kernelLine(float[] g, int g0, int step, float[] out, int o, int outStep) {
    FloatVector a = FloatVector.fromArray(S, g, g0);
    FloatVector b = FloatVector.fromArray(S, g, g0 + step);
    FloatVector c = FloatVector.fromArray(S, g, g0 + 2 * step);
    FloatVector half = FloatVector.broadcast(S, 0.5f);
    FloatVector outer = a.add(c).mul(half);
    FloatVector mid = b.mul(half);
    a.intoArray(out, o);
    outer.add(mid).intoArray(out, o + outStep);
    outer.sub(mid).intoArray(out, o + 2 * outStep);
    c.intoArray(out, o + 3 * outStep);
  }

  @Override
  void kernelGrad(float[] u, int u0, int point, float[] g, int g0, float[] buffer) {
    for (int j = 0; j < 4; j++) {
      kernelGradLine(u, u0 + j * point, 4 * point, buffer, START + j * L, 4 * L);
    }
    for (int i = 0; i < 3; i++) {
      kernelGradLine(buffer, START + 4 * i * L, L, g, g0 + 3 * i * L, L);
    }
  }

  private static void kernelGradLine(float[] u, int at, int step, float[] out, int o, int outStep) {
    FloatVector x0 = FloatVector.fromArray(S, u, at);
    FloatVector x1 = FloatVector.fromArray(S, u, at + step);
    FloatVector x2 = FloatVector.fromArray(S, u, at + 2 * step);
    FloatVector x3 = FloatVector.fromArray(S, u, at + 3 * step);
    FloatVector half = FloatVector.broadcast(S, 0.5f);
    FloatVector sum = x1.add(x2).mul(half);
    x0.add(sum).intoArray(out, o);
    x1.sub(x2).mul(half).intoArray(out, o + outStep);
    sum.add(x3).intoArray(out, o + 2 * outStep);
  }
}
