package dev.ornstein.autograd;

/**
 * A region in which nothing is recorded, whatever tape surrounds it.
 *
 * <pre>{@code
 * try (NoGrad off = NoGrad.enter()) {
 *   ...
 * }
 * }</pre>
 */
public final class NoGrad implements AutoCloseable {
  private final Tape outer;
  private boolean open = true;

  private NoGrad(Tape outer) {
    this.outer = outer;
  }

  /** Suspends recording on this thread until {@link #close}; a tape opened inside records. */
  public static NoGrad enter() {
    NoGrad region = new NoGrad(Tape.current());
    Tape.setCurrent(null);
    return region;
  }

  /**
   * Goes back to what was before.
   *
   * @throws IllegalStateException when a tape that was opened inside is still open
   */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    if (Tape.isRecording()) {
      throw new IllegalStateException(
          "a NoGrad region was closed while a tape that was opened inside it is still open");
    }
    open = false;
    Tape.setCurrent(outer);
  }
}
