package dev.ornstein.tensor.kernel;

/**
 * Queries, keys and values of shape (N, 3, heads, d, P) for self-attention; its result is (N,
 * heads, d, P). Positions are columns.
 *
 * @param n samples
 * @param heads heads of a sample, each with queries, keys and values of its own
 * @param d length of a query, a key and a value
 * @param p positions
 */
public record AttentionShape(int n, int heads, int d, int p) {
  /** Heads of all samples. */
  public int entries() {
    return n * heads;
  }

  /** Where the queries of an entry begin. */
  public int query(int entry) {
    return (entry / heads * 3 * heads + entry % heads) * d * p;
  }

  /** From the queries of an entry to its keys, and from those to its values. */
  public int part() {
    return heads * d * p;
  }
}
