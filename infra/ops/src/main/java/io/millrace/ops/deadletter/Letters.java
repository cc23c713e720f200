package io.millrace.ops.deadletter;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.ops.cli.Failure;
import io.millrace.ops.kafka.KafkaOptions;
import io.millrace.ops.kafka.Scan;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.ops.v1.DeadLetterMark;
import io.millrace.schemas.ops.v1.DeadLetterOutcome;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** The dead letters of topics, and the marks that say what was done about them. */
final class Letters {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, TopicDescription> topics;
  private final boolean markable;
  private final Map<String, DeadLetterMark> marks = new HashMap<>();

  private Letters(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<String, TopicDescription> topics,
      boolean markable) {
    this.consumer = consumer;
    this.topics = topics;
    this.markable = markable;
  }

  /**
   * Those of some topics, as far as the broker has them.
   *
   * @param consumer the caller's, who leaves it to this and closes it
   */
  static Letters of(
      KafkaOptions kafka,
      Admin admin,
      KafkaConsumer<byte[], byte[]> consumer,
      Collection<TopicSpec> wanted) {
    Set<String> names = kafka.get(admin.listTopics().names());
    List<String> present = wanted.stream().map(TopicSpec::name).filter(names::contains).toList();
    return new Letters(
        consumer,
        kafka.get(admin.describeTopics(present).allTopicNames()),
        names.contains(Topics.OPS_DEAD_LETTERS.name()));
  }

  /**
   * Makes sure that letters can be marked.
   *
   * @throws Failure if they cannot
   */
  void requireMarks() {
    if (!markable) {
      throw new Failure(
          Topics.OPS_DEAD_LETTERS.name()
              + ": no such topic, and it takes the marks (millrace topics apply)");
    }
  }

  /** Every letter, each topic's oldest first, as it stands now. */
  void each(Consumer<Letter> reader) {
    readMarks();
    Scan.all(consumer, topics.values(), record -> reader.accept(letter(record)));
  }

  /** The keys of marks of letters that are there no longer; to be asked after {@link #each}. */
  List<String> gone() {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(consumer.assignment());
    List<String> gone = new ArrayList<>();
    marks.forEach(
        (key, mark) -> {
          Position position = Position.parse(mark.getPosition());
          TopicDescription topic = topics.get(position.topic());
          Long begin = begins.get(new TopicPartition(position.topic(), position.partition()));
          if (topic != null
              && (!topic.topicId().toString().equals(mark.getTopicId())
                  || (begin != null && position.offset() < begin))) {
            gone.add(key);
          }
        });
    return gone;
  }

  private void readMarks() {
    if (!markable) {
      return;
    }
    marks.clear();
    Scan.from(
        consumer,
        Map.of(new TopicPartition(Topics.OPS_DEAD_LETTERS.name(), 0), 0L),
        record -> {
          String key = new String(record.key(), StandardCharsets.UTF_8);
          if (record.value() == null) {
            marks.remove(key);
          } else {
            marks.put(key, mark(record.value()));
          }
        });
  }

  private static DeadLetterMark mark(byte[] value) {
    try {
      return DeadLetterMark.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new Failure(Topics.OPS_DEAD_LETTERS.name() + ": " + e.getMessage());
    }
  }

  private Letter letter(ConsumerRecord<byte[], byte[]> record) {
    TopicDescription topic = topics.get(record.topic());
    if (topic == null) {
      throw new IllegalStateException(record.topic());
    }
    Letter open = new Letter(record, topic.topicId(), State.OPEN);
    DeadLetterMark mark = marks.get(open.position().toString());
    if (mark == null || !mark.getTopicId().equals(topic.topicId().toString())) {
      return open;
    }
    return new Letter(
        record,
        topic.topicId(),
        mark.getOutcome() == DeadLetterOutcome.DEAD_LETTER_OUTCOME_DISCARDED
            ? State.DISCARDED
            : State.REDRIVEN);
  }
}
