package io.millrace.worker.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Memory in use, in MB; a resident set of 0 where the system does not say. */
record Memory(long heapUsedMB, long rssMB) {

  private static final Path STATUS = Path.of("/proc/self/status");

  static Memory now() {
    Runtime runtime = Runtime.getRuntime();
    return new Memory((runtime.totalMemory() - runtime.freeMemory()) >> 20, rssKiB() >> 10);
  }

  private static long rssKiB() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .findFirst()
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .orElse(0L);
    } catch (IOException e) {
      return 0;
    }
  }
}
