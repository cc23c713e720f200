package io.millrace.devstack.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The commands of the README with the output it shows for them. */
final class ReadmeCommands {

  private static final Pattern EXAMPLE =
      Pattern.compile("^```console\\R\\$ (.+)\\R((?:.*\\R)*?)```$", Pattern.MULTILINE);

  record Example(String command, String output) {}

  private ReadmeCommands() {}

  static List<Example> read(Path readme) throws IOException {
    return EXAMPLE
        .matcher(Files.readString(readme))
        .results()
        .map(match -> new Example(match.group(1), match.group(2).strip()))
        .toList();
  }

  static boolean canRun() throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "command -v curl").start().waitFor() == 0;
  }

  /**
   * Runs a command as a shell would, against the ports of this test, and returns what it prints.
   */
  static String run(Example example, MillraceProcess millrace)
      throws IOException, InterruptedException {
    String command =
        example
            .command()
            .replace("http://localhost:8080", millrace.ingestUrl())
            .replace("http://localhost:8081", millrace.projectionUrl());
    Process shell = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
    String output = new String(shell.getInputStream().readAllBytes(), UTF_8).strip();
    shell.waitFor(10, TimeUnit.SECONDS);
    return output;
  }
}
