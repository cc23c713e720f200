package io.millrace.loadtest.platform;

import io.millrace.schemas.topic.TopicSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the topologies and the projections are behind: the offsets the topologies committed
 * against the ends of their topics, and the lag projection-store tells of each projection.
 */
public final class Lag implements AutoCloseable {

  private static final String TOPOLOGIES = "millrace-";
  private static final String SINK_LAG = "projection_lag";

  private final Admin admin;
  private final List<String> sinkMetrics;

  /**
   * Of a platform.
   *
   * @param projectionUrls of every process of projection-store
   */
  public Lag(String bootstrapServers, List<String> projectionUrls) {
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    this.sinkMetrics = projectionUrls.stream().map(url -> url + "/metrics").toList();
  }

  /** Records that the topology or sink furthest behind has yet to take. */
  public long records() throws InterruptedException {
    long most = topologies();
    for (String url : sinkMetrics) {
      most = Math.max(most, sinks(url));
    }
    return most;
  }

  /** One that does not tell has everything before it. */
  private static long sinks(String url) throws InterruptedException {
    try {
      return largest(Http.get(url), SINK_LAG);
    } catch (PlatformException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Whether a topology has taken, and committed, all that a topic holds now. */
  public boolean hasTaken(String application, TopicSpec topic) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < topic.partitions(); partition++) {
      latest.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
    }
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(admin.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata());
    return get(admin.listOffsets(latest).all()).entrySet().stream()
        .allMatch(
            end -> {
              OffsetAndMetadata offset = committed.get(end.getKey());
              return end.getValue().offset() <= (offset == null ? 0 : offset.offset());
            });
  }

  private long topologies() throws InterruptedException {
    Map<String, ListConsumerGroupOffsetsSpec> groups =
        get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
            .map(GroupListing::groupId)
            .filter(group -> group.startsWith(TOPOLOGIES))
            .collect(Collectors.toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec()));
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committed =
        get(admin.listConsumerGroupOffsets(groups).all());
    Map<TopicPartition, ListOffsetsResultInfo> ends = ends(committed);
    long most = 0;
    for (Map<TopicPartition, OffsetAndMetadata> offsets : committed.values()) {
      long lag = 0;
      for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : offsets.entrySet()) {
        ListOffsetsResultInfo end = ends.get(entry.getKey());
        if (end != null && entry.getValue() != null) {
          lag += Math.max(0, end.offset() - entry.getValue().offset());
        }
      }
      most = Math.max(most, lag);
    }
    return most;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> ends(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed) throws InterruptedException {
    Set<TopicPartition> partitions =
        committed.values().stream()
            .flatMap(offsets -> offsets.keySet().stream())
            .collect(Collectors.toSet());
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    return get(
        admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all());
  }

  /** The largest value of a metric in Prometheus' text form; 0 where it is absent. */
  static long largest(String metrics, String name) {
    List<String> lines =
        metrics
            .lines()
            .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
            .toList();
    double most = 0;
    for (String line : lines) {
      most = Math.max(most, Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
    }
    return Math.round(most);
  }

  private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new PlatformException("cannot read lag: " + e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
