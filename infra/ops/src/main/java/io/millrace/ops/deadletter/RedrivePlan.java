package io.millrace.ops.deadletter;

import io.millrace.ops.kafka.KafkaOptions;
import io.millrace.ops.kafka.RecordJson;
import io.millrace.ops.kafka.Scan;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** What a redrive writes for each letter: the record as it was, into the partition it was in. */
final class RedrivePlan {

  private static final Set<String> OF_THE_FAILURE =
      Set.of(
          EventHeaders.ATTEMPT,
          EventHeaders.NOT_BEFORE,
          EventHeaders.SPENT,
          EventHeaders.REDRIVE,
          EventHeaders.REDRIVE_TIME);

  private final Map<String, TopicDescription> topics;
  private final Map<TopicPartition, Map<ByteBuffer, Position>> newest;
  private final Clock clock;

  private RedrivePlan(
      Map<String, TopicDescription> topics,
      Map<TopicPartition, Map<ByteBuffer, Position>> newest,
      Clock clock) {
    this.topics = topics;
    this.newest = newest;
    this.clock = clock;
  }

  /**
   * A plan for these letters.
   *
   * @param consumer the caller's; loses its partitions
   */
  static RedrivePlan of(
      KafkaOptions kafka,
      Admin admin,
      KafkaConsumer<byte[], byte[]> consumer,
      List<Letter> letters,
      Clock clock) {
    Set<String> names = kafka.get(admin.listTopics().names());
    List<String> wanted =
        letters.stream().map(Letter::topic).distinct().filter(names::contains).toList();
    Map<String, TopicDescription> topics = kafka.get(admin.describeTopics(wanted).allTopicNames());
    return new RedrivePlan(topics, newest(consumer, letters, topics), clock);
  }

  Step step(Letter letter) {
    String obstacle = obstacle(letter);
    return new Step(letter, obstacle == null ? record(letter) : null, obstacle);
  }

  /** The newest record of each key that lies after a letter's in a compacted topic. */
  private static Map<TopicPartition, Map<ByteBuffer, Position>> newest(
      KafkaConsumer<byte[], byte[]> consumer,
      List<Letter> letters,
      Map<String, TopicDescription> topics) {
    Map<TopicPartition, Long> starts = new HashMap<>();
    for (Letter letter : letters) {
      Position origin = letter.origin();
      if (origin != null && compacted(letter) && partition(topics, origin) != null) {
        starts.merge(
            new TopicPartition(origin.topic(), origin.partition()), origin.offset(), Math::min);
      }
    }
    Map<TopicPartition, Map<ByteBuffer, Position>> newest = new HashMap<>();
    Scan.from(
        consumer,
        starts,
        record -> {
          if (record.key() != null) {
            newest
                .computeIfAbsent(
                    new TopicPartition(record.topic(), record.partition()), any -> new HashMap<>())
                .put(ByteBuffer.wrap(record.key()), RecordJson.position(record));
          }
        });
    return newest;
  }

  private @Nullable String obstacle(Letter letter) {
    if (!topics.containsKey(letter.topic())) {
      return letter.topic() + " is gone";
    }
    if (letter.record().value() == null) {
      return "it was too large to be parked with its value";
    }
    Position origin = letter.origin();
    if (!compacted(letter)) {
      return null;
    }
    if (origin == null || letter.record().key() == null) {
      return "nobody knows whether there is something newer";
    }
    Position newer =
        newest
            .getOrDefault(new TopicPartition(origin.topic(), origin.partition()), Map.of())
            .get(ByteBuffer.wrap(letter.record().key()));
    return newer != null && newer.offset() > origin.offset() ? newer + " is newer" : null;
  }

  private ProducerRecord<byte[], byte[]> record(Letter letter) {
    long now = clock.millis();
    Position origin = letter.origin();
    Headers headers = new RecordHeaders();
    for (Header header : letter.record().headers()) {
      if (!header.key().startsWith(EventHeaders.DEAD_LETTER_PREFIX)
          && !OF_THE_FAILURE.contains(header.key())) {
        headers.add(header);
      }
    }
    EventHeaders.add(headers, EventHeaders.REDRIVE, letter.position().toString());
    EventHeaders.add(headers, EventHeaders.REDRIVE_TIME, Long.toString(now));
    return new ProducerRecord<>(
        letter.topic(),
        origin == null ? null : partition(topics, origin),
        time(letter, now),
        letter.record().key(),
        letter.record().value(),
        headers);
  }

  /** Its own, unless the broker would soon delete it by that, or refuse it. */
  private static long time(Letter letter, long now) {
    Duration kept = Topics.find(letter.topic()).map(TopicSpec::retention).orElse(null);
    long time = letter.time();
    boolean old = kept != null && time < now - kept.toMillis() / 2;
    return old || time < 0 ? now : Math.min(time, now);
  }

  private static boolean compacted(Letter letter) {
    return Topics.find(letter.topic()).filter(TopicSpec::compacted).isPresent();
  }

  /** The partition, if there is such a one. */
  private static @Nullable Integer partition(
      Map<String, TopicDescription> topics, Position origin) {
    TopicDescription topic = topics.get(origin.topic());
    return topic != null && origin.partition() < topic.partitions().size()
        ? origin.partition()
        : null;
  }
}
