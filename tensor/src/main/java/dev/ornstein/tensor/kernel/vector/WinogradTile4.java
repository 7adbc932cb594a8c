package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import jdk.incubator.vector.FloatVector;

/**
 * F(4×4, 3×3), with the matrices of {@link dev.ornstein.tensor.kernel.Winograd}, factored by hand.
 * Columns first, then rows, through the buffer, which stays in the first-level cache.
 */
final class WinogradTile4 extends WinogradTile {
  /** The only one: it has no state. */
  static final WinogradTile4 TILE = new WinogradTile4();

  private WinogradTile4() {
    super(4);
  }

  @Override
  void input(float[] z, int z0, int row, int col, float[] v, int v0, int point, float[] buffer) {
    for (int j = 0; j < 6; j++) {
      int at = z0 + j * col;
      inputLine(z, at, row, buffer, START + j * L, 6 * L);
    }
    for (int i = 0; i < 6; i++) {
      inputLine(buffer, START + i * 6 * L, L, v, v0 + i * 6 * point, point);
    }
  }

  private static void inputLine(float[] d, int d0, int step, float[] out, int o, int outStep) {
    FloatVector x0 = FloatVector.fromArray(S, d, d0);
    FloatVector x1 = FloatVector.fromArray(S, d, d0 + step);
    FloatVector x2 = FloatVector.fromArray(S, d, d0 + 2 * step);
    FloatVector x3 = FloatVector.fromArray(S, d, d0 + 3 * step);
    FloatVector x4 = FloatVector.fromArray(S, d, d0 + 4 * step);
    FloatVector x5 = FloatVector.fromArray(S, d, d0 + 5 * step);
    FloatVector four = FloatVector.broadcast(S, 4f);
    FloatVector minusFour = FloatVector.broadcast(S, -4f);
    FloatVector minusFive = FloatVector.broadcast(S, -5f);
    x0.fma(four, x2.fma(minusFive, x4)).intoArray(out, o);
    FloatVector a = x2.fma(minusFour, x4);
    FloatVector b = x1.fma(minusFour, x3);
    a.add(b).intoArray(out, o + outStep);
    a.sub(b).intoArray(out, o + 2 * outStep);
    FloatVector c = x4.sub(x2);
    FloatVector e = x3.sub(x1);
    e = e.add(e);
    c.add(e).intoArray(out, o + 3 * outStep);
    c.sub(e).intoArray(out, o + 4 * outStep);
    x1.fma(four, x3.fma(minusFive, x5)).intoArray(out, o + 5 * outStep);
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
    for (int j = 0; j < 6; j++) {
      outputLine(u, u0 + j * point, 6 * point, buffer, START + j * L, 6 * L);
    }
    for (int i = 0; i < 4; i++) {
      outputLine(buffer, START + i * 6 * L, L, out, o + i * row, col, bias, bias0);
    }
  }

  private static void outputLine(float[] u, int u0, int step, float[] out, int o, int outStep) {
    FloatVector x1 = FloatVector.fromArray(S, u, u0 + step);
    FloatVector x2 = FloatVector.fromArray(S, u, u0 + 2 * step);
    FloatVector x3 = FloatVector.fromArray(S, u, u0 + 3 * step);
    FloatVector x4 = FloatVector.fromArray(S, u, u0 + 4 * step);
    FloatVector s1 = x1.add(x2);
    FloatVector d1 = x1.sub(x2);
    FloatVector s2 = x3.add(x4);
    FloatVector d2 = x3.sub(x4);
    FloatVector.fromArray(S, u, u0).add(s1).add(s2).intoArray(out, o);
    d2.fma(FloatVector.broadcast(S, 2f), d1).intoArray(out, o + outStep);
    s2.fma(FloatVector.broadcast(S, 4f), s1).intoArray(out, o + 2 * outStep);
    FloatVector x5 = FloatVector.fromArray(S, u, u0 + 5 * step);
    d2.fma(FloatVector.broadcast(S, 8f), d1).add(x5).intoArray(out, o + 3 * outStep);
  }

  /** The same, with a bias. */
  private static void outputLine(
      float[] u, int u0, int step, float[] out, int o, int outStep, float[] shifts, int shift0) {
    FloatVector bias = FloatVector.fromArray(S, shifts, shift0);
    FloatVector x1 = FloatVector.fromArray(S, u, u0 + step);
    FloatVector x2 = FloatVector.fromArray(S, u, u0 + 2 * step);
    FloatVector x3 = FloatVector.fromArray(S, u, u0 + 3 * step);
    FloatVector x4 = FloatVector.fromArray(S, u, u0 + 4 * step);
    FloatVector s1 = x1.add(x2);
    FloatVector d1 = x1.sub(x2);
    FloatVector s2 = x3.add(x4);
    FloatVector d2 = x3.sub(x4);
    FloatVector x0 = FloatVector.fromArray(S, u, u0).add(bias);
    FloatVector x5 = FloatVector.fromArray(S, u, u0 + 5 * step).add(bias);
    x0.add(s1).add(s2).intoArray(out, o);
    d2.fma(FloatVector.broadcast(S, 2f), d1).add(bias).intoArray(out, o + outStep);
    s2.fma(FloatVector.broadcast(S, 4f), s1).add(bias).intoArray(out, o + 2 * outStep);
    d2.fma(FloatVector.broadcast(S, 8f), d1).add(x5).intoArray(out, o + 3 * outStep);
  }

  @Override
  void outputGrad(
      float[] z, int z0, int row, int col, float[] v, int v0, int point, float[] buffer) {
    for (int j = 0; j < 4; j++) {
      outputGradLine(z, z0 + j * col, row, buffer, START + j * L, 4 * L);
    }
    for (int i = 0; i < 6; i++) {
      outputGradLine(buffer, START + i * 4 * L, L, v, v0 + i * 6 * point, point);
    }
  }

  private static void outputGradLine(float[] g, int g0, int step, float[] out, int o, int outStep) {
    FloatVector x0 = FloatVector.fromArray(S, g, g0);
    FloatVector x1 = FloatVector.fromArray(S, g, g0 + step);
    FloatVector x2 = FloatVector.fromArray(S, g, g0 + 2 * step);
    FloatVector x3 = FloatVector.fromArray(S, g, g0 + 3 * step);
    FloatVector even = x0.add(x2);
    FloatVector odd = x1.add(x3);
    FloatVector even2 = x2.fma(FloatVector.broadcast(S, 4f), x0);
    FloatVector odd2 = x3.fma(FloatVector.broadcast(S, 8f), x1.add(x1));
    x0.intoArray(out, o);
    even.add(odd).intoArray(out, o + outStep);
    even.sub(odd).intoArray(out, o + 2 * outStep);
    even2.add(odd2).intoArray(out, o + 3 * outStep);
    even2.sub(odd2).intoArray(out, o + 4 * outStep);
    x3.intoArray(out, o + 5 * outStep);
  }

  @Override
  void kernel(float[] g, int g0, float[] u, int u0, int point, float[] buffer) {
    for (int j = 0; j < 3; j++) {
      kernelLine(g, g0 + j * L, 3 * L, buffer, START + j * L, 3 * L);
    }
    for (int i = 0; i < 6; i++) {
      kernelLine(buffer, START + 3 * i * L, L, u, u0 + 6 * i * point, point);
    }
  }

  private static void kernelLine(float[] g, int g0, int step, float[] out, int o, int outStep) {
    FloatVector a = FloatVector.fromArray(S, g, g0);
    FloatVector b = FloatVector.fromArray(S, g, g0 + step);
    FloatVector c = FloatVector.fromArray(S, g, g0 + 2 * step);
    FloatVector sixth = FloatVector.broadcast(S, 1f / 6);
    FloatVector sum = a.add(c).mul(sixth);
    FloatVector mid = b.mul(sixth);
    FloatVector far = a.mul(FloatVector.broadcast(S, 1f / 24)).add(c.mul(sixth));
    FloatVector half = b.mul(FloatVector.broadcast(S, 1f / 12));
    a.mul(FloatVector.broadcast(S, 0.25f)).intoArray(out, o);
    sum.neg().sub(mid).intoArray(out, o + outStep);
    mid.sub(sum).intoArray(out, o + 2 * outStep);
    far.add(half).intoArray(out, o + 3 * outStep);
    far.sub(half).intoArray(out, o + 4 * outStep);
    c.intoArray(out, o + 5 * outStep);
  }

  @Override
  void kernelGrad(float[] u, int u0, int point, float[] g, int g0, float[] buffer) {
    for (int i = 0; i < 9; i++) { // one call: twice is more than C2 of JDK 17 inlines
      boolean column = i < 6;
      float[] from = column ? u : buffer;
      int at = column ? u0 + i * point : START + 6 * (i - 6) * L;
      int to = column ? START + i * L : g0 + 3 * (i - 6) * L;
      kernelGradLine(from, at, column ? 6 * point : L, column ? buffer : g, to, column ? 6 * L : L);
    }
  }

  private static void kernelGradLine(float[] u, int at, int step, float[] out, int o, int outStep) {
    FloatVector x1 = FloatVector.fromArray(S, u, at + step);
    FloatVector x2 = FloatVector.fromArray(S, u, at + 2 * step);
    FloatVector x3 = FloatVector.fromArray(S, u, at + 3 * step);
    FloatVector x4 = FloatVector.fromArray(S, u, at + 4 * step);
    FloatVector s1 = x1.add(x2);
    FloatVector d1 = x2.sub(x1);
    FloatVector s2 = x3.add(x4);
    FloatVector d2 = x3.sub(x4);
    FloatVector sixth = FloatVector.broadcast(S, 1f / 6);
    FloatVector first = FloatVector.fromArray(S, u, at).mul(FloatVector.broadcast(S, 0.25f));
    first = first.sub(s1.mul(sixth)).add(s2.mul(FloatVector.broadcast(S, 1f / 24)));
    first.intoArray(out, o);
    d1.mul(sixth).add(d2.mul(FloatVector.broadcast(S, 1f / 12))).intoArray(out, o + outStep);
    FloatVector last = FloatVector.fromArray(S, u, at + 5 * step);
    s2.sub(s1).mul(sixth).add(last).intoArray(out, o + 2 * outStep);
  }
}
