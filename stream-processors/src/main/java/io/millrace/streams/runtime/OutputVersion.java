package io.millrace.streams.runtime;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows of a later version of a projection to topics of its own. It sits in the producer,
 * so that a topology names its topics once and knows nothing of versions. Public because Kafka
 * creates it.
 */
public final class OutputVersion implements ProducerInterceptor<byte[], byte[]> {

  private static final String TOPICS = "millrace.projection.topics";

  private Map<?, ?> topics = Map.of();

  /** What a topology's configuration says where its rows go. */
  static Map<String, Object> config(Map<String, String> topics) {
    return topics.isEmpty()
        ? Map.of()
        : Map.of(
            StreamsConfig.producerPrefix("interceptor.classes"),
            OutputVersion.class.getName(),
            StreamsConfig.producerPrefix(TOPICS),
            topics);
  }

  @Override
  public void configure(Map<String, ?> config) {
    if (!(config.get(TOPICS) instanceof Map<?, ?> named)) {
      throw new IllegalArgumentException(TOPICS + ": unset (expected: topics by first name)");
    }
    topics = named;
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> row) {
    return topics.get(row.topic()) instanceof String own
        ? new ProducerRecord<>(
            own, row.partition(), row.timestamp(), row.key(), row.value(), row.headers())
        : row;
  }

  @Override
  public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception failure) {}

  @Override
  public void close() {}
}
