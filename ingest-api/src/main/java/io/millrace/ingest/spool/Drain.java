package io.millrace.ingest.spool;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a spool's records to Kafka in order, with a producer that never gives up on a record and so
 * never lets one overtake another. How far it may have come is noted on disk before it goes there:
 * after a crash only the few records below that mark are looked for in their topics.
 */
final class Drain implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(Drain.class);
  private static final int AHEAD = 1_000;
  private static final int REQUEST_MILLIS = 5_000;
  private static final long BUFFER = 16L << 20;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Spool spool;
  private final SpoolFile file;
  private final Map<String, Object> producerConfig;
  private final Map<String, Object> consumerConfig;
  private boolean doubtful = true;

  Drain(
      Spool spool,
      SpoolFile file,
      Map<String, Object> producerConfig,
      Map<String, Object> consumerConfig) {
    this.spool = spool;
    this.file = file;
    this.consumerConfig = consumerConfig;
    this.producerConfig = new HashMap<>(producerConfig);
    this.producerConfig.put("client.id", "ingest-api-spool");
    this.producerConfig.put("key.serializer", ByteArraySerializer.class);
    this.producerConfig.put("value.serializer", ByteArraySerializer.class);
    this.producerConfig.put("delivery.timeout.ms", Integer.MAX_VALUE);
    this.producerConfig.put("request.timeout.ms", REQUEST_MILLIS);
    this.producerConfig.put("reconnect.backoff.max.ms", 500);
    this.producerConfig.put("buffer.memory", BUFFER);
  }

  @Override
  public void run() {
    while (!spool.closed()) {
      if (spool.events() == 0 || !spool.kafkaReady()) {
        spool.switchOffIfDone();
        LockSupport.parkNanos(this, LOOK_NANOS);
        continue;
      }
      try {
        drain();
      } catch (RuntimeException e) {
        doubtful = true;
        if (!spool.closed()) {
          log.warn("spool_drain_failed, trying again error={}", e.toString());
          LockSupport.parkNanos(this, AGAIN_NANOS);
        }
      }
    }
  }

  private void drain() {
    Set<String> stored = doubtful ? new StoredIds(consumerConfig).of(file) : Set.of();
    doubtful = false;
    Producer<byte[], byte[]> producer = new KafkaProducer<>(producerConfig);
    try {
      long from = 0;
      AtomicReference<@Nullable Exception> fault = new AtomicReference<>();
      while (spool.events() > 0 && !spool.closed()) {
        from = pass(producer, from, stored, fault);
        Exception failed = fault.get();
        if (failed != null) {
          throw new KafkaException("a record was not taken", failed);
        }
        LockSupport.parkNanos(this, LOOK_NANOS);
      }
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  /** Sends what is there from a number on; returns where the next pass begins. */
  private long pass(
      Producer<byte[], byte[]> producer,
      long from,
      Set<String> stored,
      AtomicReference<@Nullable Exception> fault) {
    long next = from;
    for (Iterator<Long> numbers = file.from(from);
        numbers.hasNext() && fault.get() == null && !spool.closed(); ) {
      long number = numbers.next();
      ProducerRecord<byte[], byte[]> record = file.get(number);
      int length = file.length(number);
      next = number + 1;
      if (record == null) {
        continue;
      }
      if (stored.contains(StoredIds.id(record.topic(), record.headers()))) {
        spool.drained(number, length);
        continue;
      }
      if (number >= file.handed()) {
        file.handing(number + AHEAD);
      }
      producer.send(
          record,
          (metadata, failed) -> {
            if (failed == null) {
              spool.drained(number, length);
            } else {
              fault.compareAndSet(null, failed);
            }
          });
    }
    return next;
  }
}
