package dev.ornstein.tensor;

/**
 * A fault that the person who runs the program can mend: a damaged file, an option out of range, a
 * folder that cannot be written.
 *
 * <p>The message is one sentence that names the thing, says what is wrong with it and what would be
 * right. The launcher prints it without a stack trace and exits with status 2. Faults of the
 * calling program (mismatched shapes, misuse of an API) are other exceptions.
 */
public class UserError extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence for the user
   */
  public UserError(String message) {
    super(message);
  }

  /**
   * @param message one sentence for the user; it must be understandable without the cause
   * @param cause what was caught
   */
  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
