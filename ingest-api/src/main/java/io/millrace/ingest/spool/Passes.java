package io.millrace.ingest.spool;

import io.millrace.schemas.event.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through a file again and again and sends what is new. How far it may have come is noted on
 * disk before it goes to Kafka: after a crash only the few records below that mark are looked for
 * in their topics. A record that Kafka refuses for good is set aside and holds up no other.
 */
final class Passes {

  private static final Logger log = LoggerFactory.getLogger(Passes.class);
  private static final int AHEAD = 1_000;

  private final Spool spool;
  private final SpoolFile file;
  private final Producer<byte[], byte[]> producer;
  private final Set<String> stored;
  private final KafkaWait kafka;
  private final AtomicReference<@Nullable Exception> fault = new AtomicReference<>();
  private long from;

  Passes(
      Spool spool,
      SpoolFile file,
      Producer<byte[], byte[]> producer,
      Set<String> stored,
      KafkaWait kafka) {
    this.spool = spool;
    this.file = file;
    this.producer = producer;
    this.stored = stored;
    this.kafka = kafka;
  }

  /**
   * Sends what came since the last pass.
   *
   * @throws RuntimeException if a record was not taken and may be later
   */
  void next() {
    for (Iterator<Long> numbers = file.from(from);
        numbers.hasNext() && fault.get() == null && !spool.stopped(); ) {
      long number = numbers.next();
      byte[] bytes = file.get(number);
      if (bytes != null) {
        send(number, bytes);
      }
      from = number + 1;
    }
    Exception failed = fault.get();
    if (failed instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failed != null) {
      throw new KafkaException(failed);
    }
  }

  private void send(long number, byte[] bytes) {
    ProducerRecord<byte[], byte[]> record;
    try {
      record = RecordCodec.decode(bytes);
    } catch (RuntimeException e) {
      log.error("spool_record_unreadable number={} error={}", number, e.toString());
      spool.refused(number, bytes.length);
      return;
    }
    if (stored.contains(StoredIds.id(record.topic(), record.headers()))) {
      spool.drained(number, bytes.length);
      return;
    }
    if (number >= file.handed()) {
      file.handing(number + AHEAD);
    }
    kafka.in(
        () ->
            producer.send(
                record, (metadata, failed) -> ended(number, bytes.length, record, failed)));
  }

  private void ended(
      long number, int length, ProducerRecord<byte[], byte[]> record, @Nullable Exception failed) {
    try {
      if (failed == null) {
        spool.drained(number, length);
      } else if (forGood(failed)) {
        log.error(
            "spool_record_refused topic={} id={} error={}",
            record.topic(),
            id(record),
            failed.toString());
        spool.refused(number, length);
      } else {
        fault.compareAndSet(null, failed);
      }
    } catch (RuntimeException e) {
      fault.compareAndSet(null, e);
    }
  }

  private static String id(ProducerRecord<byte[], byte[]> record) {
    @Nullable Header id = record.headers().lastHeader(EventHeaders.ID);
    return id == null || id.value() == null ? "" : new String(id.value(), StandardCharsets.UTF_8);
  }

  /** Whether a failure is the record's, and not one of the producer that a new one has not. */
  private static boolean forGood(Exception failed) {
    return failed instanceof ApiException
        && !(failed instanceof RetriableException)
        && !(failed instanceof AuthenticationException)
        && (!(failed instanceof AuthorizationException)
            || failed instanceof TopicAuthorizationException)
        && !(failed instanceof OutOfOrderSequenceException)
        && !(failed instanceof ProducerFencedException)
        && !(failed instanceof TransactionAbortedException)
        && !(failed instanceof UnsupportedVersionException);
  }
}
