package io.millrace.ops.deadletter;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.millrace.ops.cli.Confirmation;
import io.millrace.ops.cli.Failure;
import io.millrace.ops.cli.Output;
import io.millrace.ops.kafka.KafkaOptions;
import io.millrace.ops.kafka.RecordJson;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Records nobody could process. */
@Command(
    name = "dlt",
    description = "Shows dead letters, records nobody could process, and sends them back.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | show | redrive | discard)",
    footer = {"", "Example:", "  millrace dlt list"})
public final class DeadLettersCommand {

  private static final String TOPIC = "With or without -dlt.";
  private static final String DRY_RUN = "Tell what would be done, and do nothing.";

  /** What one worker of ten slots gets through, so that what redrives add is done as it comes. */
  private static final int AI_RATE = 2;

  private static final int RATE = 50;
  private static final List<String> ABOUT =
      List.of(
          EventHeaders.DEAD_LETTER_REASON,
          EventHeaders.DEAD_LETTER_EXCEPTION,
          EventHeaders.DEAD_LETTER_CONSUMER,
          EventHeaders.DEAD_LETTER_POSITION);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  /** How many letters of a topic are in each state. */
  private static final class Count {
    private final Map<State, Long> states = new EnumMap<>(State.class);
    private long newest;

    void add(Letter letter) {
      states.merge(letter.state(), 1L, Long::sum);
      newest = Math.max(newest, letter.record().timestamp());
    }

    long of(State state) {
      return states.getOrDefault(state, 0L);
    }

    JsonObject row(String topic) {
      JsonObject row = new JsonObject();
      row.addProperty("topic", topic);
      row.addProperty("records", states.values().stream().mapToLong(Long::longValue).sum());
      for (State state : State.values()) {
        row.addProperty(state.toString(), of(state));
      }
      row.addProperty("newest", Instant.ofEpochMilli(newest).toString());
      return row;
    }
  }

  @Command(
      name = "list",
      description = "Lists the topics that have open dead letters, and how many in which state.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace dlt list"})
  int list(
      @Mixin Output output,
      @Mixin KafkaOptions kafka,
      @Option(names = "--all", description = "Also topics of which all are redriven or discarded.")
          boolean all) {
    Map<String, Count> counts = new TreeMap<>();
    try (Admin admin = kafka.admin();
        KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
      Letters.of(kafka, admin, consumer, Topics.ALL.stream().filter(TopicSpec::deadLetter).toList())
          .each(
              letter ->
                  counts.computeIfAbsent(letter.record().topic(), any -> new Count()).add(letter));
    } catch (KafkaException e) {
      throw kafka.failure(e);
    }
    JsonArray rows = new JsonArray();
    counts.forEach(
        (topic, count) -> {
          if (all || count.of(State.OPEN) > 0) {
            rows.add(count.row(topic));
          }
        });
    output.rows(rows, all ? "no dead letters" : "no open dead letters");
    return 0;
  }

  @Command(
      name = "show",
      description =
          "Prints the newest open dead letters of a topic, oldest first, with the reason.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace dlt show sales.receipts.v1 --limit 5"})
  int show(
      @Mixin Output output,
      @Mixin KafkaOptions kafka,
      @Parameters(paramLabel = "TOPIC", description = TOPIC) String topic,
      @Option(names = "--all", description = "Also what is redriven or discarded.") boolean all,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "20",
              description = "At most N (${DEFAULT-VALUE}).")
          int limit) {
    TopicSpec deadLetters = find(topic);
    Deque<Letter> newest = new ArrayDeque<>();
    try (Admin admin = kafka.admin();
        KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
      Letters.of(kafka, admin, consumer, List.of(deadLetters))
          .each(
              letter -> {
                if (all || letter.state() == State.OPEN) {
                  newest.addLast(letter);
                }
                if (newest.size() > limit) {
                  newest.removeFirst();
                }
              });
    } catch (KafkaException e) {
      throw kafka.failure(e);
    }
    newest.forEach(letter -> print(output, letter));
    if (newest.isEmpty() && !output.json()) {
      output.line("no " + (all ? "" : "open ") + "dead letters in " + deadLetters.name());
    }
    return 0;
  }

  @Command(
      name = "redrive",
      description =
          "Sends dead letters back to where they came from, as the records were: each once,"
              + " however often it is asked for. Exit code 1 if one has to stay.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example:",
        "  millrace dlt redrive sales.receipts.v1 --reason currency --dry-run",
        "  millrace dlt redrive ai.requests.retry.v1 --at 0@17 --yes"
      })
  int redrive(
      @Mixin Output output,
      @Mixin KafkaOptions kafka,
      @Mixin Selection selection,
      @Mixin Confirmation confirmation,
      @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun,
      @Option(
              names = "--rate",
              paramLabel = "N",
              description =
                  "At most N a second; " + AI_RATE + " for AI requests, else " + RATE + ".")
          @Nullable Integer rate,
      @Parameters(paramLabel = "TOPIC", description = TOPIC) String topic) {
    TopicSpec deadLetters = find(topic);
    int most = rate != null ? rate : deadLetters.schema() instanceof AiRequest ? AI_RATE : RATE;
    if (most < 1) {
      throw new ParameterException(
          command.subcommands().get("redrive"), "--rate: " + most + " (expected: > 0)");
    }
    return new Work(output, kafka, deadLetters, selection, State.REDRIVEN)
        .run(confirmation, dryRun, most);
  }

  @Command(
      name = "discard",
      description = "Marks dead letters as done with, so that they are no longer listed.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace dlt discard webhooks.received.v1 --id evt_1 --yes"})
  int discard(
      @Mixin Output output,
      @Mixin KafkaOptions kafka,
      @Mixin Selection selection,
      @Mixin Confirmation confirmation,
      @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun,
      @Parameters(paramLabel = "TOPIC", description = TOPIC) String topic) {
    return new Work(output, kafka, find(topic), selection, State.DISCARDED)
        .run(confirmation, dryRun, Integer.MAX_VALUE);
  }

  private static TopicSpec find(String topic) {
    String name =
        topic.endsWith(TopicSpec.DEAD_LETTER_SUFFIX) ? topic : topic + TopicSpec.DEAD_LETTER_SUFFIX;
    return Topics.find(name)
        .orElseThrow(() -> new Failure(topic + ": no such topic (millrace topics list)"));
  }

  private static void print(Output output, Letter letter) {
    JsonObject json = RecordJson.of(letter.record());
    json.addProperty("state", letter.state().toString());
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
            + (key.isJsonNull() ? "-" : key.getAsString())
            + (letter.state() == State.OPEN ? "" : "  " + letter.state()));
    for (String name : ABOUT) {
      String value = letter.header(name);
      if (value != null) {
        output.line("  %-10s%s".formatted(name.replace("dlt_", "") + ":", value));
      }
    }
    output.line("  value:    " + json.get("value"));
  }
}
