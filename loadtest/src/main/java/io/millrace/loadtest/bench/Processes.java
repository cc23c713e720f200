package io.millrace.loadtest.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Processes that print where we print. */
final class Processes {

  private Processes() {}

  /** Runs to the end; ends the process when this one is interrupted. */
  static void run(String what, Path folder, List<String> command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
    Thread hook = new Thread(process::destroy, "end of " + what);
    Runtime.getRuntime().addShutdownHook(hook);
    int exitCode = process.waitFor();
    Runtime.getRuntime().removeShutdownHook(hook);
    if (exitCode != 0) {
      throw new BenchException(what + " failed with exit code " + exitCode);
    }
  }
}
