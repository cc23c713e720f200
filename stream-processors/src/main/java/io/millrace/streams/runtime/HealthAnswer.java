package io.millrace.streams.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code GET /api/health} answers.
 *
 * @param status {@code healthy} when every topology runs, else {@code unhealthy}
 * @param topologies state of each topology by name
 * @param memory of this process
 */
record HealthAnswer(String status, Map<String, Topology> topologies, Memory memory) {

  private static final Path PROCESS_STATUS = Path.of("/proc/self/status");

  /** One topology: Kafka Streams' state, and how far behind it is. */
  record Topology(String state, int tasks, long lag) {}

  /** Memory in megabytes; {@code rssMB} is 0 where the system does not say. */
  record Memory(long heapUsedMB, long rssMB) {}

  /** Reads files: not for an event loop. */
  static HealthAnswer of(List<TopologyStatus> statuses) {
    Map<String, Topology> topologies = new LinkedHashMap<>();
    boolean running = true;
    for (TopologyStatus status : statuses) {
      running &= status.running();
      topologies.put(
          status.topology(),
          new Topology(
              status.state() == null ? "NOT_STARTED" : status.state().name(),
              status.tasks(),
              status.lag()));
    }
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new HealthAnswer(
        running ? "healthy" : "unhealthy",
        topologies,
        new Memory(heap >> 20, residentKilobytes() >> 10));
  }

  private static long residentKilobytes() {
    if (!Files.isReadable(PROCESS_STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(PROCESS_STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
