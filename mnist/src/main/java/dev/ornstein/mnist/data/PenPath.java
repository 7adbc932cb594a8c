package dev.ornstein.mnist.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The path of a pen over paper: strokes between which the pen is lifted, each given by the points
 * through which it passes, smooth except where it turns a corner.
 *
 * <p>Written as text, {@code "30,12 78,12! 45,98 | 25,52 70,50"}: points {@code x,y} in hundredths
 * of the height of the digit, x to the right, y down; {@code !} marks a corner; {@code |} lifts the
 * pen.
 */
final class PenPath {
  private final double[] x;
  private final double[] y;
  private final boolean[] lifted;
  private final boolean[] corner;

  private PenPath(double[] x, double[] y, boolean[] lifted, boolean[] corner) {
    this.x = x;
    this.y = y;
    this.lifted = lifted;
    this.corner = corner;
  }

  /** Reads the notation above; coordinates become fractions of the height. */
  static PenPath parse(String text) {
    List<String> points = new ArrayList<>();
    List<Boolean> starts = new ArrayList<>();
    boolean up = true;
    for (String word : text.trim().split("\\s+")) {
      if (word.equals("|")) {
        up = true;
      } else {
        points.add(word);
        starts.add(up);
        up = false;
      }
    }
    int n = points.size();
    PenPath path = new PenPath(new double[n], new double[n], new boolean[n], new boolean[n]);
    for (int i = 0; i < n; i++) {
      String point = points.get(i);
      int comma = point.indexOf(',');
      path.corner[i] = point.endsWith("!");
      path.lifted[i] = starts.get(i);
      path.x[i] = Integer.parseInt(point.substring(0, comma)) / 100.0;
      int end = path.corner[i] ? point.length() - 1 : point.length();
      path.y[i] = Integer.parseInt(point.substring(comma + 1, end)) / 100.0;
    }
    return path;
  }

  /** Where a point moves to. */
  @FunctionalInterface
  interface Move {
    /** Changes {@code point} = (x, y) in place. */
    void apply(double[] point);
  }

  /** This path with every point moved, in order. */
  PenPath moved(Move move) {
    double[] newX = new double[x.length];
    double[] newY = new double[y.length];
    double[] point = new double[2];
    for (int i = 0; i < x.length; i++) {
      point[0] = x[i];
      point[1] = y[i];
      move.apply(point);
      newX[i] = point[0];
      newY[i] = point[1];
    }
    return new PenPath(newX, newY, lifted, corner);
  }

  /** How many points there are. */
  int size() {
    return x.length;
  }

  double x(int i) {
    return x[i];
  }

  double y(int i) {
    return y[i];
  }

  /** {@code true} when the pen is lifted on its way to point {@code i}. */
  boolean lifted(int i) {
    return lifted[i];
  }

  /**
   * This path as many short straight pieces: between corners a centripetal Catmull–Rom spline
   * (Yuksel, Schaefer and Keyser 2011: no loops, no cusps) is followed.
   *
   * @param pieces how many straight pieces replace the way from one point to the next
   */
  PenPath flattened(int pieces) {
    List<double[]> way = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      if (lifted[i]) {
        way.add(new double[] {x[i], y[i], 1});
        continue;
      }
      int a = i - 1;
      int before = lifted[a] || corner[a] ? -1 : a - 1;
      boolean ends = corner[i] || i + 1 == x.length || lifted[i + 1];
      int after = ends ? -1 : i + 1;
      for (int k = 1; k <= pieces; k++) {
        way.add(between(before, a, i, after, (double) k / pieces));
      }
    }
    int n = way.size();
    PenPath flat = new PenPath(new double[n], new double[n], new boolean[n], new boolean[n]);
    for (int i = 0; i < n; i++) {
      flat.x[i] = way.get(i)[0];
      flat.y[i] = way.get(i)[1];
      flat.lifted[i] = way.get(i)[2] == 1;
    }
    return flat;
  }

  /**
   * The point at fraction {@code u} of the way from {@code b} to {@code c} by Barry and Goldman's
   * pyramid with knots √distance apart; a missing neighbour (−1) is the mirror image of the other.
   */
  private double[] between(int before, int b, int c, int after, double u) {
    double bx = x[b];
    double by = y[b];
    double cx = x[c];
    double cy = y[c];
    double ax = before < 0 ? 2 * bx - cx : x[before];
    double ay = before < 0 ? 2 * by - cy : y[before];
    double dx = after < 0 ? 2 * cx - bx : x[after];
    double dy = after < 0 ? 2 * cy - by : y[after];
    double t1 = knot(ax - bx, ay - by);
    double t2 = t1 + knot(bx - cx, by - cy);
    double t3 = t2 + knot(cx - dx, cy - dy);
    double t = t1 + u * (t2 - t1);
    return new double[] {
      pyramid(ax, bx, cx, dx, t1, t2, t3, t), pyramid(ay, by, cy, dy, t1, t2, t3, t), 0
    };
  }

  private static double knot(double dx, double dy) {
    return Math.sqrt(Math.sqrt(dx * dx + dy * dy) + 1e-9);
  }

  private static double pyramid(
      double a, double b, double c, double d, double t1, double t2, double t3, double t) {
    double ab = mix(a, b, 0, t1, t);
    double bc = mix(b, c, t1, t2, t);
    double cd = mix(c, d, t2, t3, t);
    return mix(mix(ab, bc, 0, t2, t), mix(bc, cd, t1, t3, t), t1, t2, t);
  }

  private static double mix(double p, double q, double from, double to, double t) {
    return p + (q - p) * (t - from) / (to - from);
  }
}
