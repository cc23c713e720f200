package io.millrace.projection.sink;

import com.google.protobuf.Message;
import io.millrace.schemas.topic.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** One partition of a topic, without a broker. */
final class Log {

  final TopicPartition partition;
  final String topicId = UUID.randomUUID().toString();
  private final List<ConsumerRecord<byte[], byte[]>> entries = new ArrayList<>();

  Log(TopicSpec topic, int partition) {
    this.partition = new TopicPartition(topic.name(), partition);
  }

  void add(Message value) {
    add("", value);
  }

  void add(String key, Message value) {
    entries.add(
        new ConsumerRecord<>(
            partition.topic(),
            partition.partition(),
            entries.size(),
            key.getBytes(StandardCharsets.UTF_8),
            value.toByteArray()));
  }

  long end() {
    return entries.size();
  }

  ConsumerRecords<byte[], byte[]> poll(long from, int most) {
    int end = (int) Math.min(from + most, end());
    return new ConsumerRecords<>(
        Map.of(partition, entries.subList((int) from, end)),
        Map.of(partition, new OffsetAndMetadata(end)));
  }
}
