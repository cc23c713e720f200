package io.millrace.ingest.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the process holds.
 *
 * @param heapUsedMB heap in use
 * @param rssMB resident memory as the operating system counts it, 0 where it does not say
 */
record Memory(long heapUsedMB, long rssMB) {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  static Memory now() {
    Runtime runtime = Runtime.getRuntime();
    return new Memory((runtime.totalMemory() - runtime.freeMemory()) >> 20, resident() >> 10);
  }

  private static long resident() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(RESIDENT)) {
          return Long.parseLong(line.substring(RESIDENT.length()).replace("kB", "").trim());
        }
      }
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
    return 0;
  }
}
