package dev.ornstein.tensor.kernel;

/**
 * The matrices of Winograd's minimal filtering F(m×m, 3×3) (Lavin and Gray, 2016, "Fast algorithms
 * for convolutional neural networks"):
 *
 * <pre>
 * Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A
 * </pre>
 *
 * <p>for a kernel g (3×3), an input tile d (e×e) and an output tile Y (m×m), e = m + 2: (m + 2)²
 * multiplications in place of 9m². The weight gradient is the adjoint in g: Gᵀ [ (Bᵀ d B) ⊙ (A gY
 * Aᵀ) ] G.
 *
 * <p>F(2×2, 3×3) has the points 0, ±1, ∞: 16 multiplications in place of 36, and no factor but ½,
 * so that the rounding error is near that of the direct way. F(4×4, 3×3) has the points 0, ±1, ±2,
 * ∞: 36 multiplications in place of 144, and an error some ten times larger.
 */
public final class Winograd {
  private static final float HALF = 1f / 2;
  private static final float QUARTER = 1f / 4;
  private static final float SIXTH = 1f / 6;
  private static final float TWELFTH = 1f / 12;
  private static final float TWENTY_FOURTH = 1f / 24;

  private Winograd() {}

  /**
   * Bᵀ (e×e), which transforms inputs.
   *
   * @param m rows of an output tile, 2 or 4
   */
  public static float[][] input(int m) {
    requireTile(m);
    return m == 2
        ? new float[][] {
          {1, 0, -1, 0},
          {0, 1, 1, 0},
          {0, -1, 1, 0},
          {0, -1, 0, 1},
        }
        : new float[][] {
          {4, 0, -5, 0, 1, 0},
          {0, -4, -4, 1, 1, 0},
          {0, 4, -4, -1, 1, 0},
          {0, -2, -1, 2, 1, 0},
          {0, 2, -1, -2, 1, 0},
          {0, 4, 0, -5, 0, 1},
        };
  }

  /**
   * G (e×3), which transforms kernels.
   *
   * @param m rows of an output tile, 2 or 4
   */
  public static float[][] kernel(int m) {
    requireTile(m);
    return m == 2
        ? new float[][] {
          {1, 0, 0},
          {HALF, HALF, HALF},
          {HALF, -HALF, HALF},
          {0, 0, 1},
        }
        : new float[][] {
          {QUARTER, 0, 0},
          {-SIXTH, -SIXTH, -SIXTH},
          {-SIXTH, SIXTH, -SIXTH},
          {TWENTY_FOURTH, TWELFTH, SIXTH},
          {TWENTY_FOURTH, -TWELFTH, SIXTH},
          {0, 0, 1},
        };
  }

  /**
   * Aᵀ (m×e), which transforms products back.
   *
   * @param m rows of an output tile, 2 or 4
   */
  public static float[][] output(int m) {
    requireTile(m);
    return m == 2
        ? new float[][] {
          {1, 1, 1, 0},
          {0, 1, -1, 1},
        }
        : new float[][] {
          {1, 1, 1, 1, 1, 0},
          {0, 1, -1, 2, -2, 0},
          {0, 1, 1, 4, 4, 0},
          {0, 1, -1, 8, -8, 1},
        };
  }

  private static void requireTile(int m) {
    if (m != 2 && m != 4) {
      throw new IllegalArgumentException("output tiles have 2 or 4 rows, got " + m);
    }
  }

  /** The matrix of the adjoint: rows and columns exchanged. */
  public static float[][] transposed(float[][] x) {
    float[][] out = new float[x[0].length][x.length];
    for (int i = 0; i < out.length; i++) {
      for (int j = 0; j < x.length; j++) {
        out[i][j] = x[j][i];
      }
    }
    return out;
  }
}
