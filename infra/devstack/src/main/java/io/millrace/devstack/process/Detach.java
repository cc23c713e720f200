package io.millrace.devstack.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How a command is run in a session of its own, with the pid it would have had. */
final class Detach {

  private Detach() {}

  /** Words to put before a command; none where the machine has no means. */
  static List<String> prefix() {
    if (isOnPath("setsid")) {
      return List.of("setsid");
    }
    // macOS has no setsid but a Perl.
    return isOnPath("perl")
        ? List.of("perl", "-MPOSIX=setsid", "-e", "setsid; exec {$ARGV[0]} @ARGV")
        : List.of();
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv("PATH");
    if (path == null) {
      return false;
    }
    for (String directory : path.split(File.pathSeparator, -1)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }
}
