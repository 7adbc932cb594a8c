package dev.ornstein.examples.train;

import java.lang.reflect.Field;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/**
 * A wish that training end at the next opportunity, made from another thread: by {@link #request},
 * or by a signal that ends the process (Ctrl-C, {@code kill}) while {@link #onShutdown} is in
 * force.
 */
public class StopRequest {
  private volatile boolean requested;

  /** Not yet requested. */
  public StopRequest() {}

  /** Asks for the end. */
  public final void request() {
    requested = true;
  }

  /** Whether it was asked for. Training looks before every step. */
  public boolean requested() {
    return requested;
  }

  /**
   * From now on the end of the process waits until the result is closed. A second Ctrl-C ends it at
   * once.
   *
   * @param notice run when the end is asked for, to say that it takes a moment
   */
  public final Guard onShutdown(Runnable notice) {
    return new Guard(notice);
  }

  /** The time during which the process does not end before its work is saved. */
  public final class Guard implements AutoCloseable {
    private final CountDownLatch saved = new CountDownLatch(1);
    private final Thread hook;
    private volatile OptionalInt status = OptionalInt.empty();

    private Guard(Runnable notice) {
      hook = new Thread(() -> await(notice), "ornstein-save-at-exit");
      Runtime.getRuntime().addShutdownHook(hook);
    }

    private void await(Runnable notice) {
      request();
      letNextSignalKill();
      notice.run();
      try {
        saved.await();
        status.ifPresent(Runtime.getRuntime()::halt);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /**
     * Whether the process is ending, and waits until this is closed. If it is not, it does not wait
     * any more from now on.
     */
    public boolean ending() {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
        return false;
      } catch (IllegalStateException e) {
        return true; // too late to remove it
      }
    }

    /**
     * A process that is ending ends with a status of its own, not with that of the signal.
     *
     * @param wanted the status
     */
    public void endWith(int wanted) {
      status = OptionalInt.of(wanted);
    }

    /** Everything is saved, and told: the process may end. */
    @Override
    public void close() {
      ending();
      saved.countDown();
    }
  }

  /**
   * While hooks run, Java ignores further signals. This gives Ctrl-C back to the operating system.
   * The class that can do so is in no standard, so it is looked up by name; where it is missing,
   * the second Ctrl-C has no effect.
   */
  private static void letNextSignalKill() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Field byDefault = handler.getField("SIG_DFL");
      Object interrupt = signal.getConstructor(String.class).newInstance("INT");
      signal.getMethod("handle", signal, handler).invoke(null, interrupt, byDefault.get(null));
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return;
    }
  }
}
