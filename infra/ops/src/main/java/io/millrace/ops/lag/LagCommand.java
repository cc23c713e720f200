package io.millrace.ops.lag;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.millrace.ops.cli.Output;
import io.millrace.ops.kafka.KafkaOptions;
import io.millrace.ops.kafka.Offsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How far consumer groups and streams apps are behind. */
@Command(
    name = "lag",
    description = "Shows how many records each consumer group and streams app is behind.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  millrace lag --json"})
public final class LagCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Override
  public Integer call() {
    try (Admin admin = kafka.admin()) {
      List<String> groups =
          kafka.get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
              .map(GroupListing::groupId)
              .sorted()
              .toList();
      output.rows(rows(admin, groups), "no consumer groups");
    }
    return 0;
  }

  private JsonArray rows(Admin admin, List<String> groups) {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = committed(admin, groups);
    Map<String, ConsumerGroupDescription> descriptions =
        kafka.get(admin.describeConsumerGroups(groups).all());
    Map<TopicPartition, Long> ends = new Offsets(kafka, admin).ends(present(admin, committed));
    JsonArray rows = new JsonArray();
    for (String group : groups) {
      ConsumerGroupDescription description = descriptions.get(group);
      lagByTopic(committed.getOrDefault(group, Map.of()), ends)
          .forEach(
              (topic, lag) -> {
                JsonObject row = new JsonObject();
                row.addProperty("group", group);
                row.addProperty(
                    "state", description == null ? "?" : description.groupState().toString());
                row.addProperty("members", description == null ? 0 : description.members().size());
                row.addProperty("topic", topic);
                row.addProperty("lag", lag);
                rows.add(row);
              });
    }
    return rows;
  }

  private Map<String, Map<TopicPartition, OffsetAndMetadata>> committed(
      Admin admin, List<String> groups) {
    Map<String, ListConsumerGroupOffsetsSpec> query = new HashMap<>();
    groups.forEach(group -> query.put(group, new ListConsumerGroupOffsetsSpec()));
    return kafka.get(admin.listConsumerGroupOffsets(query).all());
  }

  /** A group may still know offsets of a topic that is gone. */
  private Collection<TopicPartition> present(
      Admin admin, Map<String, Map<TopicPartition, OffsetAndMetadata>> committed) {
    Set<String> topics = kafka.get(admin.listTopics().names());
    Set<TopicPartition> partitions = new HashSet<>();
    committed.values().forEach(offsets -> partitions.addAll(offsets.keySet()));
    partitions.removeIf(partition -> !topics.contains(partition.topic()));
    return partitions;
  }

  private static Map<String, Long> lagByTopic(
      Map<TopicPartition, OffsetAndMetadata> committed, Map<TopicPartition, Long> ends) {
    Map<String, Long> lag = new TreeMap<>();
    committed.forEach(
        (partition, offset) -> {
          Long end = ends.get(partition);
          if (end != null && offset != null) {
            lag.merge(partition.topic(), Math.max(0, end - offset.offset()), Long::sum);
          }
        });
    return lag;
  }
}
