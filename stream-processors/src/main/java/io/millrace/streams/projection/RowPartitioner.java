package io.millrace.streams.projection;

import io.millrace.schemas.event.Keys;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Puts a row into the partition of the facts it is made of, which are keyed by its first ids. */
public final class RowPartitioner<R> implements StreamPartitioner<String, R> {

  private static final int FACT_KEY_IDS = 2;

  @Override
  public Optional<Set<Integer>> partitions(String topic, String key, R row, int partitions) {
    return Optional.of(Set.of(Keys.partition(key, FACT_KEY_IDS, partitions)));
  }
}
