package io.millrace.ops.topics;

import io.millrace.ops.kafka.KafkaOptions;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Where the broker differs from the catalogue.
 *
 * @param changes what applying the catalogue would do
 * @param notes what it would not touch: topics with more partitions, topics nobody named
 */
record CatalogueDiff(List<Change> changes, List<String> notes) {

  /** One step towards the catalogue. */
  sealed interface Change {
    TopicSpec topic();

    String describe();
  }

  record Create(TopicSpec topic) implements Change {
    @Override
    public String describe() {
      return "create " + topic.name() + " with " + topic.partitions() + " partitions";
    }
  }

  record AddPartitions(TopicSpec topic, int present) implements Change {
    @Override
    public String describe() {
      return topic.name() + ": partitions from " + present + " to " + topic.partitions();
    }
  }

  record Configure(TopicSpec topic, String name, String present, String wanted) implements Change {
    @Override
    public String describe() {
      return topic.name() + ": " + name + " from " + present + " to " + wanted;
    }
  }

  static CatalogueDiff between(KafkaOptions kafka, Admin admin) {
    Set<String> names = new TreeSet<>(kafka.get(admin.listTopics().names()));
    List<TopicSpec> present =
        Topics.ALL.stream().filter(topic -> names.contains(topic.name())).toList();
    Map<String, TopicDescription> topics =
        kafka.get(
            admin.describeTopics(present.stream().map(TopicSpec::name).toList()).allTopicNames());
    Map<ConfigResource, Config> configs =
        kafka.get(
            admin.describeConfigs(present.stream().map(CatalogueDiff::resource).toList()).all());
    List<Change> changes = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (TopicSpec topic : Topics.ALL) {
      TopicDescription found = topics.get(topic.name());
      Config config = configs.get(resource(topic));
      if (found == null || config == null) {
        changes.add(new Create(topic));
      } else {
        compare(topic, found.partitions().size(), config, changes, notes);
      }
    }
    for (String name : names) {
      if (Topics.find(name).isEmpty() && !internal(name)) {
        notes.add(name + ": not in the catalogue");
      }
    }
    return new CatalogueDiff(changes, notes);
  }

  void apply(KafkaOptions kafka, Admin admin) {
    List<NewTopic> created = new ArrayList<>();
    Map<String, NewPartitions> partitions = new HashMap<>();
    Map<ConfigResource, Collection<AlterConfigOp>> configs = new HashMap<>();
    for (Change change : changes) {
      TopicSpec topic = change.topic();
      if (change instanceof Create) {
        created.add(
            new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                .configs(topic.config()));
      } else if (change instanceof AddPartitions) {
        partitions.put(topic.name(), NewPartitions.increaseTo(topic.partitions()));
      } else if (change instanceof Configure configure) {
        configs
            .computeIfAbsent(resource(topic), any -> new ArrayList<>())
            .add(
                new AlterConfigOp(
                    new ConfigEntry(configure.name(), configure.wanted()), OpType.SET));
      }
    }
    kafka.get(admin.createTopics(created).all());
    kafka.get(admin.createPartitions(partitions).all());
    kafka.get(admin.incrementalAlterConfigs(configs).all());
  }

  private static void compare(
      TopicSpec topic, int partitions, Config config, List<Change> changes, List<String> notes) {
    if (partitions < topic.partitions()) {
      changes.add(new AddPartitions(topic, partitions));
    } else if (partitions > topic.partitions()) {
      notes.add(topic.name() + ": " + partitions + " partitions, more than " + topic.partitions());
    }
    topic
        .config()
        .forEach(
            (name, wanted) -> {
              ConfigEntry entry = config.get(name);
              if (entry == null || !wanted.equals(entry.value())) {
                String present = entry == null ? "unset" : entry.value();
                changes.add(new Configure(topic, name, present, wanted));
              }
            });
  }

  /** Kafka's own topics and those Streams makes for itself. */
  private static boolean internal(String name) {
    return name.startsWith("__") || name.endsWith("-changelog") || name.endsWith("-repartition");
  }

  private static ConfigResource resource(TopicSpec topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
  }
}
