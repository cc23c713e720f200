package io.millrace.loadtest.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a command that starts a platform of its own. */
public final class OwnPlatform {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Where the platform's data goes; emptied first (default: a folder of the command's in"
              + " .millrace/load).")
  private @Nullable Path dataDir;

  @Option(names = "--keep", description = "Leave the data; it stays anyway when the run fails.")
  private boolean keep;

  /** The folder asked for, else one of that name. */
  public Path folder(String name, Map<String, String> environment) {
    return dataDir == null
        ? Path.of(environment.getOrDefault("MILLRACE_DATA_DIR", ".millrace"), "load", name)
        : dataDir;
  }

  /** The checkout. */
  public static Path home(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("MILLRACE_HOME", ""));
  }

  /** Deletes the data of a run that went well, unless it is to be kept; logs stay. */
  public void tidy(Path folder, boolean passed) {
    if (passed && !keep) {
      delete(folder.resolve("data"));
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new PlatformException("cannot delete " + folder + ": " + e);
    }
  }
}
