package io.millrace.ingest.spool;

import io.millrace.ingest.event.Event;
import io.millrace.schemas.kafka.ClientDefaults;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A way to a broker that can be said to be away. */
final class DirectProducer implements Direct, AutoCloseable {

  private final AtomicBoolean ready = new AtomicBoolean();
  private final Producer<byte[], byte[]> producer;

  DirectProducer(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            ClientDefaults.producer(bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void ready(boolean now) {
    ready.set(now);
  }

  void send(Event event, Runnable acknowledged) {
    producer.send(
        event.record(),
        (metadata, fault) -> {
          if (fault == null) {
            acknowledged.run();
          }
        });
  }

  @Override
  public boolean ready() {
    return ready.get();
  }

  @Override
  public void settle() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
