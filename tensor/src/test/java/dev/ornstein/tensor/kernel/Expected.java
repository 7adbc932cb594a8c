package dev.ornstein.tensor.kernel;

/**
 * What one output should be, in double precision.
 *
 * @param values the elements
 * @param magnitudes for each element the Σ|terms| that {@link Tolerance} is measured against
 */
record Expected(double[] values, double[] magnitudes) {
  /** Elements to be filled in. */
  static Expected of(int size) {
    return new Expected(new double[size], new double[size]);
  }

  /** Adds a term to element {@code i}. */
  void add(int i, double term) {
    values[i] += term;
    magnitudes[i] += Math.abs(term);
  }

  /** Adds a term that is itself uncertain in units of {@code magnitude}. */
  void add(int i, double term, double magnitude) {
    values[i] += term;
    magnitudes[i] += magnitude;
  }

  /** Sets element {@code i}, with its own size as the magnitude. */
  void set(int i, double value) {
    set(i, value, Math.abs(value));
  }

  /** Sets element {@code i} and its magnitude. */
  void set(int i, double value, double magnitude) {
    values[i] = value;
    magnitudes[i] = magnitude;
  }
}
