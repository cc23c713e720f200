package io.millrace.streams.runtime;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * How the topologies run.
 *
 * @param bootstrapServers where Kafka is
 * @param stateDir where state stores live; each instance has a folder of its own in it
 * @param instance names that folder: two processes must not share one
 * @param threads stream threads of each application
 * @param standbys copies of each state store on other instances
 * @param rocksdbMemory block cache and write buffers of all state stores together
 * @param grace how long after its end a bucket is kept, and late facts for it are counted in state
 * @param maxReadyLag records a topology may be behind and still be ready
 * @param shutdownTimeout how long closing may take
 */
@ConfigurationProperties("millrace.streams")
public record StreamsSettings(
    String bootstrapServers,
    Path stateDir,
    String instance,
    int threads,
    int standbys,
    DataSize rocksdbMemory,
    Duration grace,
    long maxReadyLag,
    Duration shutdownTimeout) {

  public StreamsSettings {
    require(!bootstrapServers.isBlank(), "bootstrap-servers", bootstrapServers, "host:port");
    require(!instance.isBlank(), "instance", instance, "a name");
    require(threads > 0, "threads", threads, "> 0");
    require(standbys >= 0, "standbys", standbys, ">= 0");
    require(rocksdbMemory.toMegabytes() >= 8, "rocksdb-memory", rocksdbMemory, ">= 8MB");
    require(grace.compareTo(Duration.ofDays(1)) >= 0, "grace", grace, ">= 1d");
    require(maxReadyLag >= 0, "max-ready-lag", maxReadyLag, ">= 0");
    require(shutdownTimeout.toMillis() > 0, "shutdown-timeout", shutdownTimeout, "> 0");
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "millrace.streams." + name + ": " + value + " (expected: " + expected + ")");
    }
  }
}
