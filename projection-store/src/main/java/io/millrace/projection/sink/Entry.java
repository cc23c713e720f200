package io.millrace.projection.sink;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A record on its way into a table, or into a dead-letter topic. */
final class Entry<R> {

  private final ConsumerRecord<byte[], byte @Nullable []> source;
  private @Nullable R row;
  private @Nullable Covered covered;
  private @Nullable Throwable fault;
  private boolean parked;

  private Entry(ConsumerRecord<byte[], byte @Nullable []> source) {
    this.source = source;
  }

  static <R> Entry<R> read(
      Projection<R> projection, ConsumerRecord<byte[], byte @Nullable []> source) {
    Entry<R> entry = new Entry<>(source);
    try {
      entry.row = projection.row(source);
      entry.covered = projection.covers(source, entry.row);
    } catch (RuntimeException e) {
      entry.fail(projection, e);
    }
    return entry;
  }

  /** Gives up on the record: it will be parked and has no row. */
  void fail(Projection<R> projection, Throwable reason) {
    row = null;
    fault = reason;
    covered = projection.covers(source, null);
  }

  ConsumerRecord<byte[], byte @Nullable []> source() {
    return source;
  }

  TopicPartition partition() {
    return new TopicPartition(source.topic(), source.partition());
  }

  @Nullable R row() {
    return row;
  }

  @Nullable Covered covered() {
    return covered;
  }

  @Nullable Throwable fault() {
    return fault;
  }

  boolean toPark() {
    return fault != null && !parked;
  }

  void parked() {
    parked = true;
  }
}
