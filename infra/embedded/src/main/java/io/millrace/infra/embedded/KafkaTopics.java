package io.millrace.infra.embedded;

import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Brings a cluster's topics to what the catalogue says. */
public final class KafkaTopics {

  private static final Duration VISIBLE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);

  private KafkaTopics() {}

  /**
   * What {@link #apply} did.
   *
   * @param created topics that were absent
   * @param changed topics whose partitions or configuration differed
   */
  public record Outcome(List<String> created, List<String> changed) {

    public Outcome {
      created = List.copyOf(created);
      changed = List.copyOf(changed);
    }
  }

  /**
   * Creates every topic of the catalogue that is absent and updates those that differ. Partitions
   * are only ever added; topics the catalogue does not name stay as they are.
   */
  public static Outcome apply(String bootstrapServers) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrapServers, "default.api.timeout.ms", 30_000);
    try (Admin admin = Admin.create(config)) {
      Set<String> present = get(admin.listTopics().names());
      List<TopicSpec> absent =
          Topics.ALL.stream().filter(topic -> !present.contains(topic.name())).toList();
      create(admin, absent);
      List<TopicSpec> existing =
          Topics.ALL.stream().filter(topic -> present.contains(topic.name())).toList();
      Outcome outcome =
          new Outcome(absent.stream().map(TopicSpec::name).toList(), update(admin, existing));
      awaitServed(admin);
      return outcome;
    }
  }

  private static void create(Admin admin, List<TopicSpec> absent) {
    List<NewTopic> topics =
        absent.stream()
            .map(
                topic ->
                    new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                        .configs(topic.config()))
            .toList();
    admin.createTopics(topics).values().values().forEach(KafkaTopics::getUnlessItExists);
  }

  private static List<String> update(Admin admin, List<TopicSpec> existing) {
    if (existing.isEmpty()) {
      return List.of();
    }
    Map<String, NewPartitions> partitions = new HashMap<>();
    Map<ConfigResource, Collection<AlterConfigOp>> configs = new HashMap<>();
    List<String> changed = new ArrayList<>();
    Map<String, TopicDescription> descriptions =
        get(admin.describeTopics(existing.stream().map(TopicSpec::name).toList()).allTopicNames());
    Map<ConfigResource, Config> actual =
        get(admin.describeConfigs(existing.stream().map(KafkaTopics::resource).toList()).all());
    for (TopicSpec topic : existing) {
      boolean fewer =
          require(descriptions.get(topic.name())).partitions().size() < topic.partitions();
      if (fewer) {
        partitions.put(topic.name(), NewPartitions.increaseTo(topic.partitions()));
      }
      List<AlterConfigOp> differences = differences(topic, require(actual.get(resource(topic))));
      if (!differences.isEmpty()) {
        configs.put(resource(topic), differences);
      }
      if (fewer || !differences.isEmpty()) {
        changed.add(topic.name());
      }
    }
    get(admin.createPartitions(partitions).all());
    get(admin.incrementalAlterConfigs(configs).all());
    return changed;
  }

  /**
   * A broker learns of what the controller did a moment later, and leads a partition yet a moment
   * later. Until then it may refuse a producer's first batch and take the second; what follows out
   * of order is refused until the producer gives up.
   */
  private static void awaitServed(Admin admin) {
    awaitVisible(admin);
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicSpec topic : Topics.ALL) {
      for (int partition = 0; partition < topic.partitions(); partition++) {
        ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    get(admin.listOffsets(ends).all());
  }

  private static void awaitVisible(Admin admin) {
    List<String> names = Topics.ALL.stream().map(TopicSpec::name).toList();
    long deadline = System.nanoTime() + VISIBLE_TIMEOUT.toNanos();
    while (!get(admin.listTopics().names()).containsAll(names)
        || !hasAllPartitions(get(admin.describeTopics(names).allTopicNames()))) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("topics: not all visible after " + VISIBLE_TIMEOUT);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static boolean hasAllPartitions(Map<String, TopicDescription> descriptions) {
    return Topics.ALL.stream()
        .allMatch(
            topic ->
                require(descriptions.get(topic.name())).partitions().size() >= topic.partitions());
  }

  private static List<AlterConfigOp> differences(TopicSpec topic, Config actual) {
    List<AlterConfigOp> differences = new ArrayList<>();
    topic
        .config()
        .forEach(
            (name, value) -> {
              ConfigEntry entry = actual.get(name);
              if (entry == null || !value.equals(entry.value())) {
                differences.add(
                    new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
              }
            });
    return differences;
  }

  private static ConfigResource resource(TopicSpec topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
  }

  private static <T> T require(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the cluster left a topic out of its answer");
    }
    return value;
  }

  private static void getUnlessItExists(KafkaFuture<Void> creation) {
    try {
      get(creation);
    } catch (IllegalStateException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("topics: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while topics were applied", e);
    }
  }
}
