package io.millrace.infra.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/**
 * Cleans up behind this JVM, however it ends: a shell waits for the end of its standard input,
 * which comes when the JVM is gone, then ends the server and removes its temporary directory. A
 * shutdown hook would do neither after a kill -9, and would race the hooks of whoever still uses
 * the servers.
 */
final class Reaper {

  private static final String NONE = "none";

  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      pid=none
      while read -r word; do
        if [ "$word" = done ]; then exit 0; fi
        pid=$word
      done
      if [ "$pid" != none ]; then
        kill -QUIT "$pid" 2>/dev/null
        tries=0
        while kill -0 "$pid" 2>/dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
        kill -KILL "$pid" 2>/dev/null
      fi
      if [ -n "$1" ]; then rm -rf "$1"; fi
      """;

  private final Process shell;

  private Reaper(Process shell) {
    this.shell = shell;
  }

  /** Guards the directory if it is temporary, and from then on whatever {@link #guard} names. */
  static Reaper start(DataDirectory data) {
    String directory = data.temporary() ? data.path().toString() : "";
    try {
      return new Reaper(
          new ProcessBuilder("sh", "-c", SCRIPT, "millrace-reaper", directory)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start sh", e);
    }
  }

  /** The process to end with this JVM. */
  void guard(Process server) {
    tell(Long.toString(server.pid()));
  }

  /** The process has ended already. */
  void release() {
    tell(NONE);
  }

  /** Nothing is left to do; the shell ends. */
  void dismiss() {
    tell("done");
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      shell.destroyForcibly();
    }
  }

  private void tell(String word) {
    try {
      OutputStream input = shell.getOutputStream();
      input.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
      input.flush();
    } catch (IOException e) {
      shell.destroyForcibly();
    }
  }
}
