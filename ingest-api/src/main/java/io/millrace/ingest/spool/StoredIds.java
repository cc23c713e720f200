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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which records of a spool their topics have already: those that were sent before a crash, or a
 * fault, and not removed. Reads the topics from the oldest such record's timestamp to their end.
 */
final class StoredIds {

  private static final Logger log = LoggerFactory.getLogger(StoredIds.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Object> consumerConfig;
  private final KafkaWait kafka;

  StoredIds(Map<String, Object> consumerConfig, KafkaWait kafka) {
    this.kafka = kafka;
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
      byte[] bytes = file.get(number);
      if (bytes != null) {
        want(bytes, wanted, oldest);
      }
    }
    Set<String> found = new HashSet<>();
    if (!wanted.isEmpty()) {
      kafka.in(() -> find(wanted, oldest, found));
    }
    return found;
  }

  private static void want(byte[] bytes, Set<String> wanted, Map<String, Long> oldest) {
    ProducerRecord<byte[], byte[]> record;
    try {
      record = RecordCodec.decode(bytes);
    } catch (RuntimeException e) {
      log.debug("spool_record_unreadable, left to the drain", e);
      return;
    }
    wanted.add(id(record.topic(), record.headers()));
    oldest.merge(record.topic(), record.timestamp(), Math::min);
  }

  private void find(Set<String> wanted, Map<String, Long> oldest, Set<String> found) {
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
