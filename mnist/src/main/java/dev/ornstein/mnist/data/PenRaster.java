package dev.ornstein.mnist.data;

import java.util.Arrays;

/**
 * Draws a path of straight pieces with a round pen. A pixel's brightness follows from the distance
 * d of its centre to the path: {@code clamp((r − d)/soft + ½, 0, 1)} with the pen's radius r at the
 * nearest point, so an edge is a ramp {@code soft} pixels wide.
 */
final class PenRaster {
  private final int side;
  private final double soft;
  private final double[] ink;

  /**
   * @param side height and width of the picture in pixels
   * @param soft width of the ramp at an edge in pixels
   */
  PenRaster(int side, double soft) {
    this.side = side;
    this.soft = soft;
    this.ink = new double[side * side];
  }

  /**
   * Draws into {@code out[offset … offset + side²)}, white on black.
   *
   * @param path straight pieces in pixels; pixel (row, column) has its centre at x = column + ½, y
   *     = row + ½
   * @param radius of the pen at each point of the path, in pixels
   */
  void draw(PenPath path, double[] radius, byte[] out, int offset) {
    Arrays.fill(ink, 0);
    for (int i = 1; i < path.size(); i++) {
      if (!path.lifted(i)) {
        piece(path.x(i - 1), path.y(i - 1), radius[i - 1], path.x(i), path.y(i), radius[i]);
      }
    }
    for (int p = 0; p < ink.length; p++) {
      out[offset + p] = (byte) Math.round(255 * ink[p]);
    }
  }

  private void piece(double ax, double ay, double ar, double bx, double by, double br) {
    double reach = Math.max(ar, br) + soft / 2;
    int top = row(Math.min(ay, by) - reach);
    int bottom = row(Math.max(ay, by) + reach);
    int left = row(Math.min(ax, bx) - reach);
    int right = row(Math.max(ax, bx) + reach);
    double dx = bx - ax;
    double dy = by - ay;
    double squared = Math.max(dx * dx + dy * dy, 1e-12);
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        double px = x + 0.5 - ax;
        double py = y + 0.5 - ay;
        double along = Math.max(0, Math.min(1, (px * dx + py * dy) / squared));
        double ex = px - along * dx;
        double ey = py - along * dy;
        double distance = ex * ex + ey * ey;
        if (distance < reach * reach) {
          double r = ar + along * (br - ar);
          double value = Math.min(1, (r - Math.sqrt(distance)) / soft + 0.5);
          ink[y * side + x] = Math.max(ink[y * side + x], value);
        }
      }
    }
  }

  private int row(double coordinate) {
    return Math.max(0, Math.min(side - 1, (int) Math.floor(coordinate)));
  }
}
