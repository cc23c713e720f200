package io.millrace.streams.deadletter;

import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;

/** The part of a topology's configuration that decides what an exception does. */
public final class DeadLetterConfig {

  private DeadLetterConfig() {}

  /**
   * A record that cannot be read or counted becomes a dead letter and the partition goes on. A row
   * that cannot be written stops the topology after the retries of the producer: going on would
   * lose it.
   */
  public static Map<String, Object> handlers() {
    return Map.of(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        UnreadableRecordHandler.class,
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        InvalidFactHandler.class,
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        DefaultProductionExceptionHandler.class);
  }
}
