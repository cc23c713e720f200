package io.millrace.loadtest.platform;

import io.millrace.schemas.event.Position;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from their first record to their last, without a group. */
public final class TopicReader implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;

  public TopicReader(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            ClientDefaults.consumer(bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** Hands over every committed record, each partition in its order. */
  public void read(TopicSpec topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    List<TopicPartition> partitions = assign(topic);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() > limit) {
        throw new PlatformException(
            topic.name() + " was not read within " + LIMIT.toSeconds() + " s");
      }
      consumer.poll(POLL).forEach(each);
    }
  }

  /** The last record of each partition that has any; of topics no transaction writes to. */
  public List<Position> ends(TopicSpec topic) {
    List<Position> ends = new ArrayList<>();
    consumer
        .endOffsets(assign(topic))
        .forEach(
            (partition, end) -> {
              if (end > 0) {
                ends.add(new Position(partition.topic(), partition.partition(), end - 1));
              }
            });
    return ends;
  }

  /** How many records each dead-letter topic has. */
  public Map<String, Long> deadLetters() {
    Map<String, Long> counts = new TreeMap<>();
    for (TopicSpec topic : Topics.ALL) {
      if (topic.deadLetter()) {
        long count = consumer.endOffsets(assign(topic)).values().stream().mapToLong(e -> e).sum();
        counts.put(topic.name(), count);
      }
    }
    return counts;
  }

  private List<TopicPartition> assign(TopicSpec topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    return partitions;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
