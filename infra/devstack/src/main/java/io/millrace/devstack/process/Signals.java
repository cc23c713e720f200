package io.millrace.devstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sun.misc.Signal;

/** Ends processes by pid. */
final class Signals {

  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

  private Signals() {}

  /**
   * Runs something whenever this process gets a signal from now on, named without {@code SIG}. Also
   * while it shuts down, when Java itself does not heed signals any more.
   */
  static void on(String signal, Runnable action) {
    Signal.handle(new Signal(signal), any -> action.run());
  }

  /** Sends a signal, named without {@code SIG}. */
  static void send(ProcessHandle process, String signal) {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
          .redirectOutput(Redirect.DISCARD)
          .redirectError(Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start sh", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a clean end, then kills; answers whether the end was clean. */
  static boolean awaitEnd(ProcessHandle process, Duration timeout) {
    if (endsWithin(process, timeout)) {
      return true;
    }
    process.destroyForcibly();
    endsWithin(process, KILL_TIMEOUT);
    return false;
  }

  static boolean endsWithin(ProcessHandle process, Duration timeout) {
    try {
      process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
