package io.millrace.streams.projection;

import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Turns records of one topic into facts of one projection. There is one reader per task; it is
 * given records whose key and value are present.
 *
 * @param <V> the record's value
 * @param <R> the row's message
 */
public interface FactReader<V, R> {

  /**
   * Called before the first record, for a reader that keeps state of its own.
   *
   * @param place has what the task keeps for the projection
   */
  default void init(ProcessingContext context, Place place) {}

  /**
   * Who the fact is, see {@link Identity}. Asked before anything else of the record: a duplicate
   * with another body, or one that would be refused, is still a duplicate.
   *
   * @throws InvalidFact if the record names nobody
   */
  String identity(Record<String, V> record);

  /**
   * What a fact does the first time: at least one change.
   *
   * @throws InvalidFact if the record is no fact that could be counted
   */
  List<? extends Change<R>> changes(Record<String, V> record);

  /** What it does any later time. A duplicate without changes shows its last row again. */
  default List<? extends Change<R>> whenDuplicate(Record<String, V> record) {
    return List.of();
  }

  /**
   * Called now and then with what {@link Change#until} must be above not to be retired, for a
   * reader to trim state of its own by a bounded step.
   *
   * @param retiredUpTo {@link Long#MIN_VALUE} while nothing is retired
   * @return true if there is more to trim
   */
  default boolean trim(long retiredUpTo) {
    return false;
  }
}
