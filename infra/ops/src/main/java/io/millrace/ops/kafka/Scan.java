package io.millrace.ops.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads what partitions hold now. */
public final class Scan {

  private static final Duration POLL = Duration.ofMillis(250);

  private Scan() {}

  /** Every record of whole topics. */
  public static void all(
      KafkaConsumer<byte[], byte[]> consumer,
      Collection<TopicDescription> topics,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<TopicPartition, Long> beginnings = new HashMap<>();
    topics.forEach(
        topic ->
            topic
                .partitions()
                .forEach(
                    partition ->
                        beginnings.put(
                            new TopicPartition(topic.name(), partition.partition()), 0L)));
    from(consumer, beginnings, each);
  }

  /**
   * Every record from an offset on; takes the consumer's partitions from it.
   *
   * @param starts the first offset of each partition, which need not be there any more
   */
  public static void from(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> starts,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(starts.keySet());
    Map<TopicPartition, Long> ends = consumer.endOffsets(starts.keySet());
    consumer.assign(starts.keySet());
    starts.forEach(
        (partition, start) ->
            consumer.seek(partition, Math.max(start, begins.getOrDefault(partition, 0L))));
    while (!reached(consumer, ends)) {
      consumer.poll(POLL).forEach(each);
    }
  }

  /** Whether the consumer has read up to these offsets. */
  public static boolean reached(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }
}
