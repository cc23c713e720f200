package io.millrace.projection.kafka;

import io.millrace.schemas.kafka.ClientDefaults;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where Kafka is.
 *
 * @param bootstrapServers comma-separated {@code host:port}
 */
@ConfigurationProperties("kafka")
public record KafkaSettings(String bootstrapServers) {

  public KafkaSettings {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException(
          "kafka.bootstrap-servers: '' (expected: host:port[,host:port])");
    }
  }

  /** Settings of a consumer; the caller adds its group, if it has one. */
  public Map<String, Object> consumer() {
    return ClientDefaults.consumer(bootstrapServers);
  }
}
