package io.millrace.projection.kafka;

import io.millrace.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One admin client for the app, opened at first use. */
@Component
public class SharedAdmin implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 5_000;

  private final KafkaSettings settings;
  private @Nullable Admin admin;

  SharedAdmin(KafkaSettings settings) {
    this.settings = settings;
  }

  /**
   * The id of each topic, which changes when a topic is made anew. Blocks.
   *
   * @throws KafkaException if the cluster cannot tell
   */
  public Map<String, String> topicIds(Collection<TopicSpec> topics) {
    List<String> names = topics.stream().map(TopicSpec::name).toList();
    Map<String, String> ids = new HashMap<>();
    await(open().describeTopics(names).allTopicNames())
        .forEach((name, description) -> ids.put(name, description.topicId().toString()));
    return ids;
  }

  /**
   * What each partition of the topics holds; nothing of topics that are not there. Blocks.
   *
   * @throws KafkaException if the cluster cannot tell
   */
  public Map<TopicPartition, Held> held(Collection<String> topics) {
    Set<TopicPartition> partitions = partitions(topics);
    Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Held> held = new HashMap<>();
    ends(partitions)
        .forEach(
            (partition, end) ->
                held.put(partition, new Held(Objects.requireNonNull(begins.get(partition)), end)));
    return held;
  }

  /**
   * The partitions of the topics; none of topics that are not there. Blocks.
   *
   * @throws KafkaException if the cluster cannot tell
   */
  public Set<TopicPartition> partitions(Collection<String> topics) {
    Set<String> there = new HashSet<>(topics);
    there.retainAll(names());
    Set<TopicPartition> partitions = new HashSet<>();
    await(open().describeTopics(there).allTopicNames())
        .forEach(
            (name, description) ->
                description
                    .partitions()
                    .forEach(
                        partition ->
                            partitions.add(new TopicPartition(name, partition.partition()))));
    return partitions;
  }

  /**
   * The offset the next record of each partition gets. Blocks.
   *
   * @throws KafkaException if the cluster cannot tell
   */
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest());
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    await(open().listOffsets(asked).all())
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }

  /**
   * What a partition holds.
   *
   * @param begin the first offset that is still there
   * @param end the offset the next record gets
   */
  public record Held(long begin, long end) {}

  /** Names of all topics. Blocks. */
  public Set<String> names() {
    return await(open().listTopics().names());
  }

  /** Creates a topic as the catalogue describes it, if it is not there. Blocks. */
  public void create(TopicSpec topic) {
    try {
      await(
          open()
              .createTopics(
                  List.of(
                      new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                          .configs(topic.config())))
              .all());
    } catch (TopicExistsException e) {
      // As it should be.
    }
  }

  /** Deletes topics, those that are there. Blocks. */
  public void delete(Collection<String> topics) {
    try {
      await(open().deleteTopics(topics).all());
    } catch (UnknownTopicOrPartitionException e) {
      // Someone else was first.
    }
  }

  /** Completes with the number of brokers, exceptionally if none answered in time. */
  public CompletionStage<Integer> brokers(Duration timeout) {
    return open()
        .describeCluster(new DescribeClusterOptions().timeoutMs((int) timeout.toMillis()))
        .nodes()
        .toCompletionStage()
        .thenApply(Collection::size);
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }

  private synchronized Admin open() {
    if (admin == null) {
      admin =
          Admin.create(
              Map.of(
                  "bootstrap.servers", settings.bootstrapServers(),
                  "request.timeout.ms", TIMEOUT_MILLIS,
                  "default.api.timeout.ms", TIMEOUT_MILLIS));
    }
    return admin;
  }

  private static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException failure
          ? failure
          : new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("the cluster did not answer in time", e);
    }
  }
}
