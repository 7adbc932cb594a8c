package dev.ornstein.examples.cli;

/** What the process tells the shell when it ends. */
public final class ExitStatus {
  /** All was done. */
  public static final int DONE = 0;

  /** A fault of the program. */
  public static final int FAULT = 1;

  /** A fault of the user: an option, a file, a folder. */
  public static final int USER = 2;

  /** Training stopped because the loss was no number any more. */
  public static final int DIVERGED = 3;

  /** Training was interrupted; a checkpoint is saved. The shell's number for SIGINT. */
  public static final int INTERRUPTED = 130;

  private ExitStatus() {}
}
