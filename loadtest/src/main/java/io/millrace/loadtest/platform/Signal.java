package io.millrace.loadtest.platform;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Signals that the JDK cannot send. */
public enum Signal {
  STOP,
  CONT,
  KILL,
  TERM;

  /** Sends it to a process of this user; throws when there is none. */
  public void send(long pid) throws InterruptedException {
    int exit = kill(List.of(pid));
    if (exit != 0) {
      throw new PlatformException("kill -" + name() + " " + pid + ": exit " + exit);
    }
  }

  /** Sends it to processes of this user; those that are gone are left out. */
  public void sendAll(Collection<Long> pids) throws InterruptedException {
    if (!pids.isEmpty()) {
      kill(pids);
    }
  }

  private int kill(Collection<Long> pids) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name()));
    pids.forEach(pid -> command.add(Long.toString(pid)));
    try {
      return new ProcessBuilder(command)
          .redirectOutput(Redirect.DISCARD)
          .redirectError(Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new PlatformException("cannot run kill: " + e.getMessage());
    }
  }
}
