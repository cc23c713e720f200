package io.millrace.projection.freshness;

import io.millrace.projection.freshness.Ends.First;
import io.millrace.projection.freshness.Ends.Place;
import io.millrace.projection.kafka.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the first fact at or after a place: only a consumer knows marks of transactions from facts.
 * What was found is remembered as long as it is asked for. For one thread.
 */
final class FirstFacts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FirstFacts.class);
  private static final Duration LONGEST = Duration.ofMillis(500);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int FETCH_BYTES = 64 * 1024;

  private final KafkaSettings settings;
  private final Map<Place, First> firsts = new HashMap<>();
  private final Map<Place, Long> empty = new HashMap<>();
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;

  FirstFacts(KafkaSettings settings) {
    this.settings = settings;
  }

  /** Where the partitions end, with what is known of places in them. */
  Ends known(Instant at, Map<TopicPartition, Long> offsets) {
    return new Ends(at, offsets, empty, firsts);
  }

  /** Forgets all but what is known of these places and of those that follow them. */
  void keep(Set<Place> froms, Set<Place> missing) {
    firsts.keySet().retainAll(missing);
    Map<Place, Long> kept = new HashMap<>();
    for (Place from : froms) {
      Place place = from;
      for (Long next = empty.get(place); next != null; next = empty.get(place)) {
        kept.put(place, next);
        place = new Place(place.partition(), next);
      }
    }
    empty.clear();
    empty.putAll(kept);
  }

  /** Looks for as many as there is time for, in each partition for the earliest alone. Blocks. */
  void find(Collection<Place> places, Ends ends) {
    Map<TopicPartition, Place> open = new HashMap<>();
    places.stream()
        .filter(place -> !firsts.containsKey(place))
        .sorted(Comparator.comparingLong(Place::offset))
        .forEach(place -> open.putIfAbsent(place.partition(), place));
    if (open.isEmpty()) {
      return;
    }
    try {
      KafkaConsumer<byte[], byte[]> reader = reader();
      reader.assign(open.keySet());
      open.values().forEach(place -> reader.seek(place.partition(), place.offset()));
      long deadline = System.nanoTime() + LONGEST.toNanos();
      while (!open.isEmpty() && System.nanoTime() - deadline < 0) {
        for (ConsumerRecord<byte[], byte[]> entry : reader.poll(POLL)) {
          TopicPartition partition = new TopicPartition(entry.topic(), entry.partition());
          Place place = open.remove(partition);
          if (place != null) {
            firsts.put(place, new First(entry.offset(), Instant.ofEpochMilli(entry.timestamp())));
            reader.pause(Set.of(partition));
          }
        }
        open.values().removeIf(place -> isEmpty(reader, place, ends));
      }
      reader.unsubscribe();
    } catch (KafkaException e) {
      log.debug("places were not looked at", e);
      close();
    }
  }

  @Override
  public void close() {
    KafkaConsumer<byte[], byte[]> opened = consumer;
    consumer = null;
    if (opened != null) {
      opened.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  /** Whether the consumer came to the end without a fact. */
  private boolean isEmpty(KafkaConsumer<byte[], byte[]> reader, Place place, Ends ends) {
    long at = reader.position(place.partition(), LONGEST);
    boolean ended = at >= Objects.requireNonNull(ends.offsets().get(place.partition()));
    if (ended) {
      empty.put(place, at);
      reader.pause(Set.of(place.partition()));
    }
    return ended;
  }

  private KafkaConsumer<byte[], byte[]> reader() {
    KafkaConsumer<byte[], byte[]> opened = consumer;
    if (opened == null) {
      Map<String, Object> config = settings.consumer();
      config.put("allow.auto.create.topics", false);
      config.put("max.poll.records", 1);
      config.put("max.partition.fetch.bytes", FETCH_BYTES);
      config.put("fetch.max.wait.ms", (int) POLL.toMillis());
      opened =
          new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      consumer = opened;
    }
    return opened;
  }
}
