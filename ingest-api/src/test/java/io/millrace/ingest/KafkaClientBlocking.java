package io.millrace.ingest;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * What BlockHound must let libraries do on an event loop: the Kafka producer takes the short lock
 * of its buffer pool, where it never waits for space because {@code max.block.ms} is 0, and Netty
 * that of a shared magazine of buffers when another thread gives one back. Lettuce takes a lock for
 * a few instructions around each command.
 */
public final class KafkaClientBlocking implements BlockHoundIntegration {

  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder
        .allowBlockingCallsInside(
            "org.apache.kafka.clients.producer.internals.BufferPool", "allocate")
        .allowBlockingCallsInside(
            "org.apache.kafka.clients.producer.internals.BufferPool", "deallocate")
        .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "incrementWriters")
        .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "decrementWriters")
        .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$Magazine", "free");
  }
}
