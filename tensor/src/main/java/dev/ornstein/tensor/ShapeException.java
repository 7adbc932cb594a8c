package dev.ornstein.tensor;

/** Two shapes, or a shape and an operation, that do not go together. The message names both. */
public class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence naming the operation, the shapes, and what would be right
   */
  public ShapeException(String message) {
    super(message);
  }
}
