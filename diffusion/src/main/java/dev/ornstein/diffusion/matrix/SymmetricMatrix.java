package dev.ornstein.diffusion.matrix;

import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;

/**
 * A symmetric matrix A = Aᵀ that multiplies samples, or a batch of N such matrices, one per sample.
 * Immutable.
 *
 * <p>Matrices of one kind combine with each other, and a {@link ScalarMatrix} with any; a batch of
 * one combines with a batch of any size. Everything else is refused with a sentence.
 *
 * <p>Source: the class of the same name in seed 0, to which the batch, the dense kind and the
 * checks are added.
 */
public abstract sealed class SymmetricMatrix permits SpectralMatrix, DenseMatrix {

  SymmetricMatrix() {}

  /** How many matrices: 1, which serves every sample, or one per sample. */
  public abstract int batch();

  /**
   * A·x for each sample.
   *
   * @param x (N, …) samples; N is arbitrary when {@link #batch()} is 1, else equal to it
   * @return of the shape of x
   * @throws ShapeException when the samples are not of the size of the matrix, or N is not the
   *     batch
   */
  public abstract Tensor times(Tensor x);

  /**
   * A·x for each sample, as a differentiable function of x. A is symmetric, so the gradient of the
   * result in x is multiplied by A itself on the way back.
   *
   * @param x as in {@link #times(Tensor)}
   */
  public abstract Var times(Var x);

  /**
   * The matrix product A·B.
   *
   * @throws IllegalArgumentException when the kinds do not combine, or the product is not symmetric
   *     because the matrices do not commute
   */
  public abstract SymmetricMatrix times(SymmetricMatrix b);

  /**
   * A + B.
   *
   * @throws IllegalArgumentException when the kinds do not combine
   */
  public abstract SymmetricMatrix plus(SymmetricMatrix b);

  /**
   * A − B.
   *
   * @throws IllegalArgumentException when the kinds do not combine
   */
  public final SymmetricMatrix minus(SymmetricMatrix b) {
    return plus(b.scale(-1));
  }

  /** c·A. */
  public abstract SymmetricMatrix scale(double c);

  /**
   * The symmetric positive semidefinite root A^½, for which A^½·A^½ = A.
   *
   * @throws ArithmeticException naming the first negative eigenvalue and its place
   */
  public abstract SymmetricMatrix sqrt();

  /**
   * A⁻¹.
   *
   * @throws ArithmeticException naming the first eigenvalue that is 0 and its place
   */
  public abstract SymmetricMatrix inverse();

  /**
   * ln det A for each matrix of the batch.
   *
   * @param sample the shape of the samples that A multiplies; it gives a scalar matrix its order
   * @throws ArithmeticException naming the first eigenvalue that is not positive and its place
   */
  public abstract double[] logDeterminant(Shape sample);

  /**
   * The sum of the diagonal for each matrix of the batch.
   *
   * @param sample the shape of the samples that A multiplies; it gives a scalar matrix its order
   */
  public abstract double[] trace(Shape sample);

  /** Whether all eigenvalues of all matrices of the batch are positive. */
  public abstract boolean isPositiveDefinite();

  /** Whether no eigenvalue of any matrix of the batch is negative. */
  public abstract boolean isPositiveSemidefinite();

  /** The largest magnitude of an eigenvalue in the batch: the spectral norm. */
  public abstract double norm();

  /**
   * This matrix with rounding errors below zero removed.
   *
   * @param tolerance eigenvalues from −tolerance to 0 become 0
   * @param what names the matrix in the error message
   * @return this matrix when it has no negative eigenvalue
   * @throws ArithmeticException naming the first eigenvalue below −tolerance and its place
   */
  public abstract SymmetricMatrix nonNegative(double tolerance, String what);

  /**
   * Where an eigenvalue lies, for people who read an error: " at pixel (0, 3, 5)".
   *
   * @param index among the eigenvalues of the whole batch, row-major
   */
  public abstract String place(int index);

  /**
   * All entries, row-major over the pixels of a sample. Memory is the square of the sample's size.
   *
   * @param sample the shape of the samples that A multiplies
   */
  public abstract DenseMatrix toDense(Shape sample);

  /** Extents of one sample of a batch of samples. */
  static Shape sampleOf(Shape x) {
    if (x.rank() == 0) {
      throw new ShapeException("a matrix multiplies samples (N, …); a single number was given");
    }
    int[] dims = new int[x.rank() - 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = x.dim(i + 1);
    }
    return Shape.of(dims);
  }

  /** Refuses samples that are not as many as the matrices. */
  final void requireSamples(Shape x) {
    Shape sample = sampleOf(x);
    if (batch() != 1 && batch() != x.dim(0)) {
      throw new ShapeException(
          "a batch of "
              + batch()
              + " matrices does not fit "
              + x.dim(0)
              + " samples of shape "
              + sample
              + ": give one matrix for all samples, or one for each");
    }
  }

  /** Size of the batch that two matrices have together. */
  final int commonBatch(SymmetricMatrix b) {
    if (batch() != 1 && b.batch() != 1 && batch() != b.batch()) {
      throw new IllegalArgumentException(
          "a batch of "
              + batch()
              + " matrices and one of "
              + b.batch()
              + " do not combine: batches are equal, or one of them is 1");
    }
    return Math.max(batch(), b.batch());
  }

  final IllegalArgumentException doNotCombine(SymmetricMatrix b) {
    return new IllegalArgumentException(
        this
            + " and "
            + b
            + " do not combine, because they are not of one family;"
            + " turn both into dense matrices with toDense(sample) first");
  }
}
