package io.millrace.ops.topics;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.millrace.ops.cli.Confirmation;
import io.millrace.ops.cli.Failure;
import io.millrace.ops.cli.Output;
import io.millrace.ops.kafka.KafkaOptions;
import io.millrace.ops.kafka.Offsets;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The catalogue against the broker. */
@Command(
    name = "topics",
    description = "Shows and applies the topic catalogue.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | diff | apply)",
    footer = {"", "Example:", "  millrace topics diff"})
public final class TopicsCommand {

  private static final Duration VISIBLE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(50);

  @Command(
      name = "list",
      description = "Lists the catalogue, and how many records the broker has.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace topics list"})
  int list(@Mixin Output output, @Mixin KafkaOptions kafka) {
    try (Admin admin = kafka.admin()) {
      Set<String> names = kafka.get(admin.listTopics().names());
      List<String> present =
          Topics.ALL.stream().map(TopicSpec::name).filter(names::contains).toList();
      Map<String, Long> records =
          new Offsets(kafka, admin)
              .records(kafka.get(admin.describeTopics(present).allTopicNames()).values());
      JsonArray rows = new JsonArray();
      Topics.ALL.forEach(topic -> rows.add(row(topic, records)));
      output.rows(rows, "");
    }
    return 0;
  }

  @Command(
      name = "diff",
      description = "Shows where the broker differs from the catalogue; exit code 1 if it does.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace topics diff --json"})
  int diff(@Mixin Output output, @Mixin KafkaOptions kafka) {
    try (Admin admin = kafka.admin()) {
      CatalogueDiff diff = CatalogueDiff.between(kafka, admin);
      print(output, diff, false);
      return diff.changes().isEmpty() ? 0 : 1;
    }
  }

  @Command(
      name = "apply",
      description = "Makes the broker's topics what the catalogue says; removes nothing.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace topics apply --yes"})
  int apply(@Mixin Output output, @Mixin KafkaOptions kafka, @Mixin Confirmation confirmation) {
    try (Admin admin = kafka.admin()) {
      CatalogueDiff diff = CatalogueDiff.between(kafka, admin);
      if (!output.json()) {
        print(output, diff, false);
      }
      if (!diff.changes().isEmpty()) {
        confirmation.ask("Make " + diff.changes().size() + " changes?");
        diff.apply(kafka, admin);
        awaitApplied(kafka, admin);
      }
      if (output.json()) {
        print(output, diff, true);
      } else if (!diff.changes().isEmpty()) {
        output.line("applied");
      }
    }
    return 0;
  }

  /** A broker learns of what the controller did a moment later. */
  private static void awaitApplied(KafkaOptions kafka, Admin admin) {
    long end = System.nanoTime() + VISIBLE.toNanos();
    while (!CatalogueDiff.between(kafka, admin).changes().isEmpty()) {
      if (System.nanoTime() > end) {
        throw new Failure("applied, but the broker does not show it yet (millrace topics diff)");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static void print(Output output, CatalogueDiff diff, boolean applied) {
    if (output.json()) {
      JsonObject json = new JsonObject();
      json.add("changes", array(diff.changes().stream().map(CatalogueDiff.Change::describe)));
      json.add("notes", array(diff.notes().stream()));
      json.addProperty("applied", applied);
      output.json(json);
      return;
    }
    diff.changes().forEach(change -> output.line(change.describe()));
    diff.notes().forEach(note -> output.line("(" + note + ")"));
    if (diff.changes().isEmpty()) {
      output.line("the broker has what the catalogue says");
    }
  }

  private static JsonArray array(Stream<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  private static JsonObject row(TopicSpec topic, Map<String, Long> records) {
    JsonObject row = new JsonObject();
    row.addProperty("topic", topic.name());
    row.addProperty("partitions", topic.partitions());
    row.addProperty("records", records.get(topic.name()));
    Duration retention = topic.retention();
    row.addProperty("kept", retention == null ? "compacted" : retention.toDays() + "d");
    row.addProperty("key", topic.key());
    row.addProperty(
        "schema",
        topic.schema() == null ? "bytes" : topic.schema().getDescriptorForType().getFullName());
    row.addProperty("owner", topic.owner());
    return row;
  }
}
