package io.millrace.ingest.spool;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a spool's records to Kafka in order, with a producer that never gives up on a record and so
 * never lets one overtake another. It begins when all that went there directly has ended. Opens a
 * broken file anew.
 */
final class Drain implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(Drain.class);
  private static final int REQUEST_MILLIS = 5_000;
  private static final long BUFFER = 16L << 20;
  private static final long NEAR_THE_END = 10_000;
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Spool spool;
  private final Map<String, Object> producerConfig;
  private final Map<String, Object> consumerConfig;
  private final KafkaWait kafka = new KafkaWait();
  private boolean doubtful = true;

  Drain(Spool spool, Map<String, Object> producerConfig, Map<String, Object> consumerConfig) {
    this.spool = spool;
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

  /** Ends what waits for Kafka; the spool is closed. */
  void end() {
    kafka.end();
  }

  @Override
  public void run() {
    while (!spool.closed()) {
      try {
        step();
      } catch (RuntimeException e) {
        doubtful = true;
        if (spool.closed()) {
          return;
        }
        if (e instanceof MVStoreException) {
          spool.broke(e);
        } else {
          log.warn("spool_drain_failed, trying again error={}", e.toString());
          LockSupport.parkNanos(this, AGAIN_NANOS);
        }
      }
    }
  }

  private void step() {
    if (spool.broken()) {
      doubtful = true;
      LockSupport.parkNanos(this, AGAIN_NANOS);
      spool.reopen();
    } else if (spool.events() == 0 || !spool.kafkaReady()) {
      spool.switchOffIfDone();
      LockSupport.parkNanos(this, LOOK_NANOS);
    } else {
      drain();
    }
  }

  private void drain() {
    kafka.in(spool::settle);
    SpoolFile file = spool.file();
    Set<String> stored = doubtful ? new StoredIds(consumerConfig, kafka).of(file) : Set.of();
    doubtful = false;
    Producer<byte[], byte[]> producer = new KafkaProducer<>(producerConfig);
    try {
      Passes passes = new Passes(spool, file, producer, stored, kafka);
      long handBackAt = System.nanoTime();
      while (spool.events() > 0 && !spool.stopped()) {
        passes.next();
        if (spool.events() < NEAR_THE_END && System.nanoTime() - handBackAt >= 0 && spool.hold()) {
          handBack(passes);
          handBackAt = System.nanoTime() + AGAIN_NANOS;
        } else {
          LockSupport.parkNanos(this, LOOK_NANOS);
        }
      }
    } finally {
      producer.close(Duration.ZERO);
    }
    if (!spool.stopped()) {
      file.sync();
    }
  }

  private void handBack(Passes passes) {
    try {
      while (spool.events() > 0 && spool.holding()) {
        passes.next();
        LockSupport.parkNanos(this, SHORT_NANOS);
      }
    } finally {
      spool.release();
    }
  }
}
