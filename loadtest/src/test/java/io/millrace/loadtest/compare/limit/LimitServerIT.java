package io.millrace.loadtest.compare.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.infra.embedded.Stack;
import io.millrace.loadtest.compare.generator.HttpLoad;
import io.millrace.loadtest.compare.generator.Outcome;
import io.millrace.loadtest.compare.generator.Requests;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LimitServerIT {

  private static final int EVENTS = 500;

  private final String kafka = Stack.shared().kafkaBootstrapServers();

  @Test
  void append_answersOnceKafkaHasTheRecord() throws Exception {
    LimitTopic.create(kafka);
    LimitTopic.create(kafka);
    long before = records();
    try (LimitServer server = new LimitServer(kafka, LimitTopic.NAME, 0)) {
      byte[] event =
          Requests.prepare("POST", server.port(), LimitServer.PATH, Map.of(), "{\"a\":1}");
      Outcome outcome =
          HttpLoad.each(new Requests(server.port(), Collections.nCopies(EVENTS, event)), 16);
      assertThat(outcome.accepted()).isEqualTo(EVENTS);
      assertThat(outcome.errors()).isZero();
    }
    assertThat(records() - before).isEqualTo(EVENTS);
  }

  private long records() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      admin
          .describeTopics(List.of(LimitTopic.NAME))
          .allTopicNames()
          .get()
          .get(LimitTopic.NAME)
          .partitions()
          .forEach(
              partition ->
                  ends.put(
                      new TopicPartition(LimitTopic.NAME, partition.partition()),
                      OffsetSpec.latest()));
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(ListOffsetsResultInfo::offset)
          .sum();
    }
  }
}
