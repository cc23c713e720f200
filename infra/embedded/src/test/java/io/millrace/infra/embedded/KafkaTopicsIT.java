package io.millrace.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class KafkaTopicsIT {

  @Test
  void apply_createsThenUpdatesThenLeavesAlone() throws Exception {
    TopicSpec receipts = Topics.SALES_RECEIPTS;
    try (KafkaBroker broker = new KafkaBroker(null, 0)) {
      broker.start();
      String address = broker.bootstrapServers();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
        NewTopic narrow =
            new NewTopic(receipts.name(), Optional.of(1), Optional.empty())
                .configs(Map.of("retention.ms", "1000"));
        admin.createTopics(List.of(narrow)).all().get();

        KafkaTopics.Outcome first = KafkaTopics.apply(address);
        assertThat(first.created()).hasSize(Topics.ALL.size() - 1).doesNotContain(receipts.name());
        assertThat(first.changed()).containsExactly(receipts.name());

        // A broker that has yet to hear of a change is told again.
        Awaitility.await()
            .untilAsserted(
                () -> {
                  KafkaTopics.Outcome second = KafkaTopics.apply(address);
                  assertThat(second.created()).isEmpty();
                  assertThat(second.changed()).isEmpty();
                });

        var description = admin.describeTopics(List.of(receipts.name())).allTopicNames().get();
        assertThat(description.get(receipts.name()).partitions()).hasSize(receipts.partitions());
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, receipts.name());
        var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        receipts
            .config()
            .forEach((name, value) -> assertThat(config.get(name).value()).isEqualTo(value));
      }
    }
  }
}
