package io.millrace.infra.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cleans up behind this JVM, however it ends: a shell waits for the end of its standard input,
 * which comes when the JVM is gone, then ends the server and removes its temporary directory. A
 * shutdown hook would do neither after a kill -9, and would race the hooks of whoever still uses
 * the servers.
 */
final class Reaper {

  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      if read -r line; then exit 0; fi
      if [ -n "$1" ]; then
        kill -QUIT "$1" 2>/dev/null
        tries=0
        while kill -0 "$1" 2>/dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
        kill -KILL "$1" 2>/dev/null
      fi
      if [ -n "$2" ]; then rm -rf "$2"; fi
      """;

  private final Process shell;

  private Reaper(Process shell) {
    this.shell = shell;
  }

  static Reaper watch(@Nullable Process server, DataDirectory data) {
    return watch(server == null ? "" : Long.toString(server.pid()), data);
  }

  private static Reaper watch(String pid, DataDirectory data) {
    Path directory = data.temporary() ? data.path() : null;
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "millrace-reaper", pid));
    command.add(directory == null ? "" : directory.toString());
    try {
      return new Reaper(
          new ProcessBuilder(command)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start sh", e);
    }
  }

  /** Tells the shell that its work is done already. */
  void dismiss() {
    try (var input = shell.getOutputStream()) {
      input.write("done\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      shell.destroyForcibly();
    }
  }
}
