package io.millrace.streams.projection;

import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Turns records of one topic into facts of one projection. There is one reader per task.
 *
 * @param <V> the record's value
 * @param <R> the row's message
 */
public interface FactReader<V, R> {

  /** Called before the first record, for a reader that keeps state of its own. */
  default void init(ProcessingContext context) {}

  /**
   * Reads a record whose key and value are present.
   *
   * @throws InvalidFact if it is none
   */
  Fact<R> read(Record<String, V> record);
}
