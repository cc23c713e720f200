package io.millrace.worker.kafka;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Kafka is.
 *
 * @param bootstrapServers host and port of one or more brokers, joined by commas
 * @param sessionTimeout how long a worker that says nothing keeps its partitions
 */
@ConfigurationProperties("kafka")
public record KafkaSettings(String bootstrapServers, @DefaultValue("10s") Duration sessionTimeout) {

  public KafkaSettings {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("kafka.bootstrap-servers: empty (expected: host:port)");
    }
  }
}
