package io.millrace.projection.sink;

import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A fact that a projection covers, and with it every earlier fact of the same partition.
 *
 * @param ingestedAt when ingest-api took the fact
 */
public record Covered(String topic, int partition, long offset, Instant ingestedAt) {

  /** A fact, by its own place and timestamp. */
  public static Covered of(ConsumerRecord<?, ?> fact) {
    return new Covered(
        fact.topic(), fact.partition(), fact.offset(), Instant.ofEpochMilli(fact.timestamp()));
  }

  /** The input of a projection's row; null if the row does not know it. */
  public static @Nullable Covered of(InputPosition input) {
    return input.getTopic().isEmpty()
        ? null
        : new Covered(
            input.getTopic(),
            input.getPartition(),
            input.getOffset(),
            Timestamps.toInstant(input.getIngestedAt()));
  }

  Covered newer(Covered other) {
    return other.offset > offset ? other : this;
  }
}
