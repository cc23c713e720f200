package io.millrace.ingest.spool;

import io.millrace.schemas.event.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a spool their topics have already: those that were sent before a crash, or a
 * fault, and not removed. Reads the topics from the oldest such record's timestamp to their end.
 */
final class StoredIds {

  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Object> consumerConfig;

  StoredIds(Map<String, Object> consumerConfig) {
    this.consumerConfig = new HashMap<>(consumerConfig);
  }

  /** What tells an event from all others of its topic. */
  static String id(String topic, Headers headers) {
    return topic
        + '\n'
        + text(headers, EventHeaders.SOURCE)
        + '\n'
        + text(headers, EventHeaders.ID);
  }

  private static String text(Headers headers, String name) {
    @Nullable Header header = headers.lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  Set<String> of(SpoolFile file) {
    Set<String> wanted = new HashSet<>();
    Map<String, Long> oldest = new HashMap<>();
    long handed = file.handed();
    for (Iterator<Long> numbers = file.from(0); numbers.hasNext(); ) {
      long number = numbers.next();
      if (number >= handed) {
        break;
      }
      ProducerRecord<byte[], byte[]> record = file.get(number);
      if (record != null) {
        wanted.add(id(record.topic(), record.headers()));
        oldest.merge(record.topic(), record.timestamp(), Math::min);
      }
    }
    return wanted.isEmpty() ? Set.of() : found(wanted, oldest);
  }

  private Set<String> found(Set<String> wanted, Map<String, Long> oldest) {
    Set<String> found = new HashSet<>();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            consumerConfig, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> ends = seek(consumer, oldest);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          String id = id(record.topic(), record.headers());
          if (wanted.contains(id)) {
            found.add(id);
          }
        }
      }
    }
    return found;
  }

  private static Map<TopicPartition, Long> seek(
      Consumer<byte[], byte[]> consumer, Map<String, Long> oldest) {
    List<TopicPartition> partitions =
        oldest.keySet().stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, OffsetAndTimestamp> begins =
        consumer.offsetsForTimes(
            partitions.stream()
                .collect(Collectors.toMap(p -> p, p -> oldest.getOrDefault(p.topic(), 0L))));
    for (TopicPartition partition : partitions) {
      @Nullable OffsetAndTimestamp begin = begins.get(partition);
      consumer.seek(partition, begin == null ? ends.getOrDefault(partition, 0L) : begin.offset());
    }
    return ends;
  }
}
