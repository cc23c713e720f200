package io.millrace.ingest.spool;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Where events wait while Kafka is away.
 *
 * @param dir a directory of this instance alone; empty for no spool
 * @param limit most bytes of events that wait there
 */
@ConfigurationProperties("ingest.spool")
public record SpoolSettings(String dir, DataSize limit) {

  public SpoolSettings {
    if (limit.toBytes() < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
    }
  }

  public boolean wanted() {
    return !dir.isBlank();
  }

  Path file() {
    return Path.of(dir).resolve("events.spool");
  }
}
