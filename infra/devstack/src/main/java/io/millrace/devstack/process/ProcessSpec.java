package io.millrace.devstack.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A process to keep running.
 *
 * @param name names its log and its pid file
 * @param command program and arguments; it stays in the foreground
 * @param environment variables beside those of this process
 * @param stopSignal what ends it cleanly, without {@code SIG}
 * @param stopTimeout how long a clean end may take
 */
public record ProcessSpec(
    String name,
    List<String> command,
    Map<String, String> environment,
    String stopSignal,
    Duration stopTimeout) {

  public ProcessSpec {
    if (command.isEmpty()) {
      throw new IllegalArgumentException(name + ": command is empty");
    }
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  Path log(Path directory) {
    return directory.resolve(name + ".log");
  }
}
