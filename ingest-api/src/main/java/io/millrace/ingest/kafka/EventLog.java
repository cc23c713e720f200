package io.millrace.ingest.kafka;

import io.millrace.ingest.event.Event;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.metrics.EventCounters;
import io.millrace.ingest.spool.Direct;
import io.millrace.ingest.spool.Outcome;
import io.millrace.ingest.spool.Spool;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to Kafka. {@code append} never waits, on no thread: a record either goes into the
 * producer's buffer at once or is refused at once, and is acknowledged later on the producer's
 * thread. What is on its way is bounded, and what is not acknowledged in time is refused with 503.
 * With a spool, events wait there while Kafka is known to be away.
 */
public final class EventLog implements Direct, AutoCloseable {

  /** Told once how an append ended: exactly one of the two is there. */
  public interface Callback {
    void done(@Nullable Position position, @Nullable Problem problem);
  }

  private static final Logger log = LoggerFactory.getLogger(EventLog.class);
  private static final String UNAVAILABLE_CODE = "kafka-unavailable";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final long BUFFER_SLACK = 32L << 20;

  private static final List<String> TOPICS =
      Topics.ALL.stream()
          .filter(topic -> topic.owner().equals("ingest-api"))
          .map(TopicSpec::name)
          .toList();

  private final KafkaSettings settings;
  private final EventCounters counters;
  private final Gate gate;
  private final @Nullable Spool spool;
  private volatile @Nullable Producer<byte[], byte[]> producer;
  private volatile boolean ready;
  private boolean closed;
  private boolean reported;

  /**
   * A log that is not written yet.
   *
   * @param spool where events wait while Kafka is away; null for nowhere
   */
  public EventLog(KafkaSettings settings, EventCounters counters, @Nullable Spool spool) {
    this.settings = settings;
    this.spool = spool;
    this.counters = counters;
    this.gate = new Gate(settings.maxInFlight(), settings.maxInFlightBytes().toBytes());
  }

  /** Appends an event and tells the callback, on this thread or on the producer's, how it ended. */
  public void append(Event event, Callback callback) {
    if (!gate.enter(event.bytes())) {
      fail(event, overloaded(), callback);
      return;
    }
    long start = System.nanoTime();
    if (spool == null || !spool.offer(event, new Waiting(event, start, callback))) {
      send(event, start, callback);
    }
  }

  private void send(Event event, long start, Callback callback) {
    Producer<byte[], byte[]> current = producer;
    if (current == null) {
      gate.leave(event.bytes());
      fail(event, unavailable("no broker has answered yet"), callback);
      return;
    }
    try {
      current.send(
          event.record(), (metadata, fault) -> done(event, start, metadata, fault, callback));
    } catch (RuntimeException e) {
      done(event, start, null, e, callback);
    }
  }

  private void done(
      Event event,
      long start,
      @Nullable RecordMetadata metadata,
      @Nullable Exception fault,
      Callback callback) {
    gate.leave(event.bytes());
    if (fault != null || metadata == null) {
      fail(event, problem(fault), callback);
      return;
    }
    counters.accepted(event.kind(), System.nanoTime() - start, TimeUnit.NANOSECONDS);
    callback.done(new Position(metadata.topic(), metadata.partition(), metadata.offset()), null);
  }

  /** An event the spool took. */
  private final class Waiting implements Outcome {

    private final Event event;
    private final long start;
    private final Callback callback;

    Waiting(Event event, long start, Callback callback) {
      this.event = event;
      this.start = start;
      this.callback = callback;
    }

    @Override
    public void stored() {
      gate.leave(event.bytes());
      counters.accepted(event.kind(), System.nanoTime() - start, TimeUnit.NANOSECONDS);
      callback.done(Position.SPOOLED, null);
    }

    @Override
    public void refused(Problem problem) {
      gate.leave(event.bytes());
      fail(event, problem, callback);
    }

    @Override
    public void direct() {
      send(event, start, callback);
    }
  }

  private void fail(Event event, Problem problem, Callback callback) {
    counters.refused(event.kind(), problem);
    callback.done(null, problem);
  }

  private Problem problem(@Nullable Exception fault) {
    if (fault instanceof RecordTooLargeException) {
      return Problem.tooLarge(TopicSpec.MAX_MESSAGE_BYTES);
    }
    if (fault instanceof org.apache.kafka.clients.producer.BufferExhaustedException) {
      return overloaded();
    }
    log.debug("append_failed", fault);
    if (!(fault instanceof RetriableException)) {
      return unavailable("Kafka did not take the event");
    }
    if (spool != null) {
      spool.kafkaFailed();
    }
    return unavailable("Kafka did not acknowledge in time");
  }

  private static Problem overloaded() {
    return Problem.unavailable(
        "overloaded", "too many events wait for their acknowledgement", RETRY_AFTER);
  }

  private static Problem unavailable(String detail) {
    return Problem.unavailable(UNAVAILABLE_CODE, detail, RETRY_AFTER);
  }

  /** Whether Kafka may have an event that this was said of. */
  public static boolean mayBeStored(Problem problem) {
    return problem.code().equals(UNAVAILABLE_CODE);
  }

  /** Whether the partitions of every topic written here are known. */
  @Override
  public boolean ready() {
    return ready;
  }

  /** Waits, at most for the acknowledgement's time-out, until all that was sent has ended. */
  @Override
  public void settle() {
    Producer<byte[], byte[]> current = producer;
    if (current != null) {
      current.flush();
    }
  }

  /** Where events wait while Kafka is away; null if nowhere. */
  public @Nullable Spool spool() {
    return spool;
  }

  public int inFlight() {
    return gate.records();
  }

  public long inFlightBytes() {
    return gate.bytes();
  }

  /**
   * Makes the producer if there is none, asks for the topics that are not known, and returns
   * whether all are. May take as long as a name look-up: for a background thread, again and again.
   */
  public synchronized boolean probe() {
    if (closed) {
      return false;
    }
    try {
      Producer<byte[], byte[]> current = producer;
      if (current == null) {
        current = new KafkaProducer<>(config());
        Codecs.warm();
        producer = current;
      }
      int known = 0;
      for (String topic : TOPICS) {
        known += known(current, topic) ? 1 : 0;
      }
      ready = known == TOPICS.size();
    } catch (KafkaException e) {
      if (!reported) {
        reported = true;
        log.warn("producer_not_started, trying again error={}", e.toString());
      }
      ready = false;
    }
    return ready;
  }

  private static boolean known(Producer<byte[], byte[]> producer, String topic) {
    try {
      return !producer.partitionsFor(topic).isEmpty();
    } catch (KafkaException e) {
      return false;
    }
  }

  private Map<String, Object> config() {
    Map<String, Object> config = ClientDefaults.producer(settings.bootstrapServers());
    int ackMillis = (int) settings.ackTimeout().toMillis();
    config.put("client.id", "ingest-api");
    config.put("key.serializer", ByteArraySerializer.class);
    config.put("value.serializer", ByteArraySerializer.class);
    // Zero is what keeps send() from ever waiting: metadata that is not there, or a full buffer,
    // fails the send at once, while the metadata is fetched in the background.
    config.put("max.block.ms", 0);
    config.put("delivery.timeout.ms", ackMillis);
    config.put("request.timeout.ms", ackMillis / 2);
    // What comes while a request is under way goes into the next: batches grow with the load, and
    // nothing waits for them where there is none.
    config.put("max.in.flight.requests.per.connection", 1);
    config.put("batch.size", 64 * 1024);
    config.put("reconnect.backoff.max.ms", 500);
    config.put("socket.connection.setup.timeout.ms", 2_000);
    config.put("metadata.max.idle.ms", Duration.ofDays(365).toMillis());
    config.put("buffer.memory", settings.maxInFlightBytes().toBytes() + BUFFER_SLACK);
    return config;
  }

  @Override
  public synchronized void close() {
    closed = true;
    Producer<byte[], byte[]> current = producer;
    if (current != null) {
      current.close(settings.ackTimeout());
    }
  }
}
