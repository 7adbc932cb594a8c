package dev.ornstein.examples.train;

import java.lang.reflect.Field;
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
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Everything is saved: the process may end. */
    @Override
    public void close() {
      saved.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        return; // the process is ending, which is what the hook was for
      }
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
