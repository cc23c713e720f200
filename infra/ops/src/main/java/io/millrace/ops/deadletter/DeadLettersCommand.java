package io.millrace.ops.deadletter;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.millrace.ops.cli.Failure;
import io.millrace.ops.cli.Output;
import io.millrace.ops.kafka.KafkaOptions;
import io.millrace.ops.kafka.Offsets;
import io.millrace.ops.kafka.RecordJson;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Records nobody could process. */
@Command(
    name = "dlt",
    description = "Shows dead letters: records nobody could process.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | show)",
    footer = {"", "Example:", "  millrace dlt list"})
public final class DeadLettersCommand {

  private static final Duration POLL = Duration.ofMillis(250);
  private static final List<String> ABOUT =
      List.of(
          EventHeaders.DEAD_LETTER_REASON,
          EventHeaders.DEAD_LETTER_EXCEPTION,
          EventHeaders.DEAD_LETTER_CONSUMER,
          EventHeaders.DEAD_LETTER_POSITION);

  @Command(
      name = "list",
      description = "Lists the topics that have dead letters.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace dlt list"})
  int list(@Mixin Output output, @Mixin KafkaOptions kafka) {
    try (Admin admin = kafka.admin()) {
      Set<String> names = kafka.get(admin.listTopics().names());
      List<String> present =
          Topics.ALL.stream()
              .filter(TopicSpec::deadLetter)
              .map(TopicSpec::name)
              .filter(names::contains)
              .toList();
      Map<String, TopicDescription> topics =
          kafka.get(admin.describeTopics(present).allTopicNames());
      Offsets offsets = new Offsets(kafka, admin);
      Map<String, Long> newest = offsets.newest(topics.values());
      JsonArray rows = new JsonArray();
      offsets.records(topics.values()).entrySet().stream()
          .filter(topic -> topic.getValue() > 0)
          .sorted(Map.Entry.comparingByKey())
          .forEach(topic -> rows.add(row(topic.getKey(), topic.getValue(), newest)));
      output.rows(rows, "no dead letters");
    }
    return 0;
  }

  @Command(
      name = "show",
      description = "Prints the newest dead letters of a topic, oldest first, with the reason.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace dlt show sales.receipts.v1 --limit 5"})
  int show(
      @Mixin Output output,
      @Mixin KafkaOptions kafka,
      @Parameters(paramLabel = "TOPIC", description = "With or without -dlt.") String topic,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "20",
              description = "At most N (${DEFAULT-VALUE}).")
          int limit) {
    TopicSpec deadLetters = find(topic);
    try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
      List<ConsumerRecord<byte[], byte[]>> records = newest(consumer, deadLetters, limit);
      records.forEach(record -> print(output, record));
      if (records.isEmpty() && !output.json()) {
        output.line("no dead letters in " + deadLetters.name());
      }
    } catch (KafkaException e) {
      throw kafka.failure(e);
    }
    return 0;
  }

  private static TopicSpec find(String topic) {
    String name =
        topic.endsWith(TopicSpec.DEAD_LETTER_SUFFIX) ? topic : topic + TopicSpec.DEAD_LETTER_SUFFIX;
    return Topics.find(name)
        .orElseThrow(() -> new Failure(topic + ": no such topic (millrace topics list)"));
  }

  private static JsonObject row(String topic, long records, Map<String, Long> newest) {
    JsonObject row = new JsonObject();
    row.addProperty("topic", topic);
    row.addProperty("records", records);
    Long time = newest.get(topic);
    row.addProperty("newest", time == null ? null : Instant.ofEpochMilli(time).toString());
    return row;
  }

  private static List<ConsumerRecord<byte[], byte[]>> newest(
      KafkaConsumer<byte[], byte[]> consumer, TopicSpec topic, int limit) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    consumer.assign(partitions);
    partitions.forEach(
        partition ->
            consumer.seek(
                partition,
                Math.max(
                    begins.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L) - limit)));
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    while (!ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
      consumer.poll(POLL).forEach(records::add);
    }
    records.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
    return records.subList(Math.max(0, records.size() - limit), records.size());
  }

  private static void print(Output output, ConsumerRecord<byte[], byte[]> record) {
    JsonObject json = RecordJson.of(record);
    if (output.json()) {
      output.json(json);
      return;
    }
    JsonElement key = json.get("key");
    output.line(
        json.get("position").getAsString()
            + "  "
            + json.get("time").getAsString()
            + "  "
            + (key.isJsonNull() ? "-" : key.getAsString()));
    for (String name : ABOUT) {
      String value = EventHeaders.get(record.headers(), name);
      if (value != null) {
        output.line("  %-10s%s".formatted(name.replace("dlt_", "") + ":", value));
      }
    }
    output.line("  value:    " + json.get("value"));
  }
}
