package io.millrace.ops.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Offsets of partitions, as a reader of committed records sees them. */
public final class Offsets {

  private final KafkaOptions kafka;
  private final Admin admin;

  public Offsets(KafkaOptions kafka, Admin admin) {
    this.kafka = kafka;
    this.admin = admin;
  }

  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    list(partitions, OffsetSpec.latest())
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  /** Records by topic; compaction and transactions make it an upper bound. */
  public Map<String, Long> records(Collection<TopicDescription> topics) {
    Collection<TopicPartition> partitions = partitions(topics);
    Map<TopicPartition, ListOffsetsResultInfo> begins = list(partitions, OffsetSpec.earliest());
    Map<String, Long> records = new HashMap<>();
    ends(partitions)
        .forEach(
            (partition, end) -> {
              ListOffsetsResultInfo begin = begins.get(partition);
              long count = begin == null ? 0 : end - begin.offset();
              records.merge(partition.topic(), count, Long::sum);
            });
    return records;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> list(
      Collection<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> query = new HashMap<>();
    partitions.forEach(partition -> query.put(partition, which));
    return kafka.get(
        admin.listOffsets(query, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all());
  }

  private static Collection<TopicPartition> partitions(Collection<TopicDescription> topics) {
    return topics.stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
        .toList();
  }
}
