package io.millrace.ingest.kafka;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * How the log is written.
 *
 * @param bootstrapServers the brokers to begin with
 * @param maxInFlight most records that wait for their ack
 * @param maxInFlightBytes most bytes that wait for their ack
 * @param ackTimeout how long an ack is waited for before the answer is 503
 */
@ConfigurationProperties("ingest.kafka")
public record KafkaSettings(
    String bootstrapServers, int maxInFlight, DataSize maxInFlightBytes, Duration ackTimeout) {

  public KafkaSettings {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrap-servers: (expected: host:port,...)");
    }
    if (maxInFlight < 1) {
      throw new IllegalArgumentException("max-in-flight: " + maxInFlight + " (expected: > 0)");
    }
    if (maxInFlightBytes.toBytes() < 1) {
      throw new IllegalArgumentException(
          "max-in-flight-bytes: " + maxInFlightBytes + " (expected: > 0)");
    }
    if (ackTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("ack-timeout: " + ackTimeout + " (expected: >= 1s)");
    }
  }
}
