package io.millrace.projection.health;

import io.millrace.projection.health.Health.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process takes; the resident size is known on Linux only. */
final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final long KIB_PER_MB = 1024;

  private ProcessMemory() {}

  static Memory read() {
    Runtime runtime = Runtime.getRuntime();
    return new Memory(
        (runtime.totalMemory() - runtime.freeMemory()) / KIB_PER_MB / KIB_PER_MB,
        residentKib() / KIB_PER_MB);
  }

  private static long residentKib() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(RESIDENT)) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      return 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
