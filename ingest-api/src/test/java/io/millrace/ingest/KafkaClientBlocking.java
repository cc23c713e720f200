package io.millrace.ingest;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * What BlockHound must let the Kafka producer do on an event loop: take the short lock of its
 * buffer pool. It never waits for space there, because {@code max.block.ms} is 0.
 */
public final class KafkaClientBlocking implements BlockHoundIntegration {

  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder
        .allowBlockingCallsInside(
            "org.apache.kafka.clients.producer.internals.BufferPool", "allocate")
        .allowBlockingCallsInside(
            "org.apache.kafka.clients.producer.internals.BufferPool", "deallocate");
  }
}
