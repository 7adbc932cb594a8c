package dev.ornstein.tensor;

/** A shape of more elements than one array can hold. */
public final class ArrayLimitException extends ShapeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence naming the shape and the limit
   */
  public ArrayLimitException(String message) {
    super(message);
  }
}
