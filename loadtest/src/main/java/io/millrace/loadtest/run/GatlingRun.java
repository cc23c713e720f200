package io.millrace.loadtest.run;

import io.gatling.app.Gatling$;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs a simulation in this process, once. */
public final class GatlingRun {

  private GatlingRun() {}

  /**
   * Runs it to its end.
   *
   * @param folder where Gatling's report goes
   * @return whether Gatling held that all went well
   */
  public static boolean run(
      Class<? extends Simulation> simulation, LoadSettings settings, Path folder)
      throws IOException {
    settings.toSystemProperties();
    Files.createDirectories(folder);
    VersionCheck.skip(folder);
    int exitCode =
        Gatling$.MODULE$.fromArgs(
            new String[] {
              "--simulation", simulation.getName(), "--results-folder", folder.toString()
            });
    return exitCode == 0;
  }
}
