package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Message;
import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.stock.v1.StockMovement;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@WithStack
class KafkaVerbsIT {

  private static String bootstrapServers;

  @BeforeAll
  static void connect(Stack stack) {
    bootstrapServers = stack.kafkaBootstrapServers();
  }

  @Test
  void topicsList_hasTheCatalogue() {
    Run run = millrace("topics", "list");
    assertThat(run.exitCode()).isZero();
    assertThat(run.lines().get(0)).startsWith("TOPIC ").contains("PARTITIONS", "KEPT", "OWNER");
    assertThat(run.out())
        .containsPattern("sales\\.receipts\\.v1 +6 +\\d+ +400d +tenant/store +millrace\\.sales");
    assertThat(millrace("topics", "list", "--json").json().getAsJsonArray())
        .hasSize(Topics.ALL.size());
  }

  @Test
  void topicsDiffAndApply_bringTheBrokerToTheCatalogue() throws Exception {
    assertThat(millrace("topics", "diff").exitCode()).isZero();
    try (Admin admin = admin()) {
      ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "chat.reads.v1");
      AlterConfigOp drift =
          new AlterConfigOp(new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(topic, List.of(drift))).all().get();
      admin.deleteTopics(List.of("config.plans.v1-dlt")).all().get();
      admin.createTopics(List.of(new NewTopic("stray", 1, (short) 1))).all().get();
    }

    await()
        .untilAsserted(
            () -> {
              Run diff = millrace("topics", "diff");
              assertThat(diff.exitCode()).isEqualTo(1);
              assertThat(diff.lines())
                  .contains(
                      "create config.plans.v1-dlt with 1 partitions",
                      "chat.reads.v1: retention.ms from 1000 to 2592000000",
                      "(stray: not in the catalogue)");
            });
    Run apply = millrace("topics", "apply", "--yes");
    assertThat(apply.exitCode()).isZero();
    assertThat(apply.lines()).endsWith("applied");
    await()
        .untilAsserted(
            () -> {
              Run again = millrace("topics", "diff", "--json");
              assertThat(again.exitCode()).isZero();
              assertThat(again.json().getAsJsonObject().getAsJsonArray("changes")).isEmpty();
            });
  }

  @Test
  void tail_decodesAndFilters() {
    StockMovement.Builder movement = StockMovement.newBuilder().setTenant("tail");
    send(Topics.STOCK_MOVEMENTS, "tail/s", movement.setProductId("apple").build());
    send(Topics.STOCK_MOVEMENTS, "tail/s", movement.setProductId("pear").build());
    send(Topics.STOCK_MOVEMENTS, "tail/s", movement.setProductId("apple pie").build());

    Run run = tail("stock.movements.v1", "--filter", "apple", "--limit", "2");
    assertThat(run.exitCode()).isZero();
    assertThat(run.lines())
        .hasSize(2)
        .allMatch(line -> line.matches("stock\\.movements\\.v1-\\d@\\d+  \\S+Z  tail/s  \\{.*}"));
    assertThat(run.lines().get(1)).endsWith("{\"tenant\":\"tail\",\"productId\":\"apple pie\"}");

    Run json = tail("stock.movements.v1", "--filter", "\"pear\"", "--no-follow", "--json");
    JsonObject record = json.json().getAsJsonObject();
    assertThat(record.getAsJsonObject("value").get("productId").getAsString()).isEqualTo("pear");
    assertThat(record.get("key").getAsString()).isEqualTo("tail/s");
    assertThat(record.getAsJsonObject("headers").get("tenant").getAsString()).isEqualTo("tail");
  }

  @Test
  void tail_showsRawValuesAsTheyAre() {
    send(Topics.WEBHOOKS_RECEIVED, "raw", "{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
    send(Topics.WEBHOOKS_RECEIVED, "raw", "a=1&b=2".getBytes(StandardCharsets.UTF_8));
    send(Topics.WEBHOOKS_RECEIVED, "raw", new byte[] {(byte) 0xff, 0});
    send(Topics.WEBHOOKS_RECEIVED, "raw", (byte[]) null);
    Run run = tail("webhooks.received.v1", "--filter", "\"key\":\"raw\"", "--limit", "4");
    assertThat(run.lines().stream().map(line -> line.split("  ")[3]))
        .containsExactly("{\"a\":1}", "\"a=1&b=2\"", "\"base64:/wA=\"", "null");
  }

  @Test
  void tail_refusesAnUnknownTopic() {
    Run run = millrace("tail", "sales.receipt.v1");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "millrace: sales.receipt.v1: no such topic (millrace topics list)");
  }

  @Test
  void lag_countsRecordsBehind() throws Exception {
    Message message = ChatMessage.newBuilder().setText("hi").build();
    Stream.of("a", "b", "c").forEach(text -> send(Topics.CHAT_MESSAGES, "same", message));
    TopicPartition partition = partitionOf(Topics.CHAT_MESSAGES, "same");
    try (Admin admin = admin()) {
      admin
          .alterConsumerGroupOffsets("lagging", Map.of(partition, new OffsetAndMetadata(1)))
          .all()
          .get();
    }
    assertThat(millrace("lag").out())
        .containsPattern("lagging +Empty +0 +chat\\.messages\\.v1 +2\\R");
    assertThat(millrace("lag", "--json").json().getAsJsonArray()).isNotEmpty();
  }

  @Test
  void dlt_listsAndShowsWithTheReason() {
    TopicSpec topic = Topics.SALES_RECEIPTS.deadLetters();
    for (int i = 1; i <= 3; i++) {
      ProducerRecord<byte[], byte[]> record =
          record(topic, "demo/s-" + i, ("{bad " + i).getBytes(StandardCharsets.UTF_8));
      EventHeaders.add(record.headers(), EventHeaders.DEAD_LETTER_REASON, "not a receipt " + i);
      EventHeaders.add(record.headers(), EventHeaders.DEAD_LETTER_CONSUMER, "sales");
      EventHeaders.add(
          record.headers(), EventHeaders.DEAD_LETTER_POSITION, "sales.receipts.v1-0@" + i);
      send(record);
    }

    assertThat(millrace("dlt", "list").out())
        .containsPattern("sales\\.receipts\\.v1-dlt +3 +3 +0 +0 +20");
    Run show = millrace("dlt", "show", "sales.receipts.v1", "--limit", "2");
    assertThat(show.lines())
        .hasSize(10)
        .contains(
            "  reason:   not a receipt 3",
            "  consumer: sales",
            "  position: sales.receipts.v1-0@3");
    assertThat(show.out()).doesNotContain("not a receipt 1").contains("{bad 2");
    Run json = millrace("dlt", "show", "sales.receipts.v1-dlt", "--json");
    JsonObject first = JsonParser.parseString(json.lines().get(0)).getAsJsonObject();
    assertThat(first.getAsJsonObject("value").get("bytes").getAsString()).isEqualTo("{bad 1");
    assertThat(millrace("dlt", "show", "config.keys.v1").out())
        .isEqualToIgnoringNewLines("no open dead letters in config.keys.v1-dlt");
  }

  private static Run tail(String topic, String... args) {
    return millrace(
        Stream.concat(Stream.of("tail", topic, "--from-beginning"), Stream.of(args))
            .toArray(String[]::new));
  }

  private static Run millrace(String... args) {
    return Run.millrace(
        Stream.concat(Stream.of(args), Stream.of("--bootstrap-servers", bootstrapServers))
            .toArray(String[]::new));
  }

  private static void send(TopicSpec topic, String key, Message value) {
    send(topic, key, value.toByteArray());
  }

  private static void send(TopicSpec topic, String key, byte[] value) {
    send(record(topic, key, value));
  }

  private static ProducerRecord<byte[], byte[]> record(TopicSpec topic, String key, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), value);
    EventHeaders.add(record.headers(), EventHeaders.TENANT, "tail");
    return record;
  }

  private static void send(ProducerRecord<byte[], byte[]> record) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.send(record);
    }
  }

  private static TopicPartition partitionOf(TopicSpec topic, String key) {
    return new TopicPartition(
        topic.name(),
        BuiltInPartitioner.partitionForKey(
            key.getBytes(StandardCharsets.UTF_8), topic.partitions()));
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        ClientDefaults.producer(bootstrapServers),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }
}
