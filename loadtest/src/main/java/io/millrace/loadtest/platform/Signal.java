package io.millrace.loadtest.platform;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Signals that the JDK cannot send. */
public enum Signal {
  STOP,
  CONT,
  KILL,
  TERM;

  /** Sends it to a process of this user; throws when there is none. */
  public void send(long pid) throws InterruptedException {
    try {
      int exit =
          new ProcessBuilder("kill", "-" + name(), Long.toString(pid))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start()
              .waitFor();
      if (exit != 0) {
        throw new PlatformException("kill -" + name() + " " + pid + ": exit " + exit);
      }
    } catch (IOException e) {
      throw new PlatformException("cannot run kill: " + e.getMessage());
    }
  }
}
