package io.millrace.ops.tail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.millrace.ops.cli.Failure;
import io.millrace.ops.cli.Output;
import io.millrace.ops.kafka.KafkaOptions;
import io.millrace.ops.kafka.RecordJson;
import io.millrace.ops.kafka.Scan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a topic's records as they come, decoded. */
@Command(
    name = "tail",
    description = "Prints records as they come, decoded; Ctrl-C ends it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  millrace tail sales.receipts.v1 --from-beginning --filter store-1 --limit 10"
    })
public final class TailCommand implements Callable<Integer> {

  private static final Duration POLL = Duration.ofMillis(250);

  @Mixin private Output output = new Output();
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(paramLabel = "TOPIC", description = "A topic of 'millrace topics list'.")
  private String topic = "";

  @Option(
      names = "--filter",
      paramLabel = "TEXT",
      description = "Only records with this text in position, key, headers or decoded value.")
  private String filter = "";

  @Option(names = "--from-beginning", description = "Start with the oldest record kept.")
  private boolean fromBeginning;

  @Option(names = "--no-follow", description = "End where the topic ends now.")
  private boolean noFollow;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "End after N records.",
      defaultValue = "9223372036854775807",
      showDefaultValue = Visibility.NEVER)
  private long limit;

  @Override
  public Integer call() {
    try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
      }
      partitions.forEach(consumer::position);
      follow(consumer, consumer.endOffsets(partitions));
      return 0;
    } catch (KafkaException e) {
      throw kafka.failure(e);
    }
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    List<PartitionInfo> found = consumer.listTopics().get(topic);
    if (found == null) {
      throw new Failure(topic + ": no such topic (millrace topics list)");
    }
    return found.stream()
        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
        .toList();
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    long printed = 0;
    while (printed < limit && !(noFollow && Scan.reached(consumer, ends))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (printed < limit && print(record)) {
          printed++;
        }
      }
    }
  }

  private boolean print(ConsumerRecord<byte[], byte[]> record) {
    JsonObject json = RecordJson.of(record);
    if (!json.toString().contains(filter)) {
      return false;
    }
    if (output.json()) {
      output.json(json);
    } else {
      output.line(
          String.join(
              "  ",
              text(json.get("position")),
              text(json.get("time")),
              text(json.get("key")),
              json.get("value").toString()));
    }
    return true;
  }

  private static String text(JsonElement value) {
    return value.isJsonNull() ? "-" : value.getAsString();
  }
}
