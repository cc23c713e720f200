package io.millrace.worker.kafka;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where Kafka is.
 *
 * @param bootstrapServers host and port of one or more brokers, joined by commas
 */
@ConfigurationProperties("kafka")
public record KafkaSettings(String bootstrapServers) {

  public KafkaSettings {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("kafka.bootstrap-servers: empty (expected: host:port)");
    }
  }
}
