package io.millrace.streams.projection;

import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts each fact once and emits every row it touches. All rows are computed before the first is
 * written: a fact that is refused halfway leaves no trace.
 *
 * <p>Of a fact's rows only the last says that the fact is covered: a reader may see the others in
 * an earlier batch. A duplicate emits that row again, unchanged but for the input position, so that
 * a reader waiting for the duplicate's position sees it covered. Which row that is, is remembered
 * and not computed from the duplicate: its body may differ, as where the time of the event was left
 * to us and each request got its own.
 */
final class FactProcessor<R> extends ContextualProcessor<String, Object, String, R> {

  private final Map<String, FactReader<Object, R>> readers;
  private final BiFunction<R, InputPosition, R> stamp;

  @SuppressWarnings("NullAway.Init") // Kafka calls init first
  private RowStore<R> rows;

  @SuppressWarnings("NullAway.Init")
  private KeyValueStore<String, CountedFact> dedupe;

  private FactMeter meter = FactMeter.NONE;

  /**
   * Creates the processor of a task: one for all its topics, so that the rows it holds in memory
   * are seen by whichever fact comes next.
   *
   * @param readers by the topic they read
   */
  FactProcessor(Map<String, FactReader<Object, R>> readers, BiFunction<R, InputPosition, R> stamp) {
    this.readers = Map.copyOf(readers);
    this.stamp = stamp;
  }

  @Override
  public void init(ProcessorContext<String, R> context) {
    super.init(context);
    rows = new RowStore<>(context.getStateStore(Projection.ROWS));
    dedupe = context.getStateStore(Projection.DEDUPE);
    meter = FactMeter.of(context.appConfigs());
    readers.values().forEach(reader -> reader.init(context));
  }

  @Override
  public void process(Record<String, Object> record) {
    if (record.key() == null) {
      throw InvalidFact.field("key", "null", "two ids");
    }
    if (record.value() == null) {
      throw InvalidFact.field("value", "null", "a fact");
    }
    FactReader<Object, R> reader = reader();
    String identity = reader.identity(record);
    CountedFact counted = dedupe.get(identity);
    if (counted != null) {
      repeat(reader, record, counted);
      meter.duplicate();
    } else {
      String lastRow = count(record, reader.changes(record));
      dedupe.put(identity, new CountedFact(record.timestamp(), lastRow));
      meter.counted();
    }
  }

  private void repeat(
      FactReader<Object, R> reader, Record<String, Object> record, CountedFact counted) {
    List<? extends Change<R>> changes = reader.whenDuplicate(record);
    if (changes.isEmpty()) {
      R row = rows.get(counted.lastRow());
      if (row == null) {
        throw new ProcessorStateException("no row " + counted.lastRow() + " of a counted fact");
      }
      emit(record, counted.lastRow(), row, position(record.timestamp()));
    } else {
      count(record, changes);
    }
  }

  /** Returns the key of the last row. */
  private String count(Record<String, Object> record, List<? extends Change<R>> changes) {
    List<Update<R>> updates = compute(changes);
    InputPosition covered = position(record.timestamp());
    InputPosition partly = covered.toBuilder().setOffset(covered.getOffset() - 1).build();
    for (int i = 0; i < updates.size(); i++) {
      Update<R> update = updates.get(i);
      InputPosition input = i == updates.size() - 1 ? covered : partly;
      if (update.change().isKept() && update.after() != update.before()) {
        rows.put(update.change().key(), update.after());
      }
      update.change().settle();
      emit(record, update.change().key(), update.after(), input);
    }
    return updates.get(updates.size() - 1).change().key();
  }

  private void emit(Record<String, Object> record, String key, R row, InputPosition input) {
    context()
        .forward(
            new Record<>(
                key, stamp.apply(row, input), record.timestamp(), RowHeaders.of(record.headers())));
  }

  private List<Update<R>> compute(List<? extends Change<R>> changes) {
    List<Update<R>> updates = new ArrayList<>(changes.size());
    for (Change<R> change : changes) {
      R before = change.isKept() ? rows.get(change.key()) : null;
      updates.add(new Update<>(change, before, change.apply(before)));
    }
    return updates;
  }

  private FactReader<Object, R> reader() {
    String topic = context().recordMetadata().orElseThrow().topic();
    return Objects.requireNonNull(readers.get(topic), topic);
  }

  private InputPosition position(long ingestedAt) {
    RecordMetadata metadata = context().recordMetadata().orElseThrow();
    return InputPosition.newBuilder()
        .setTopic(metadata.topic())
        .setPartition(metadata.partition())
        .setOffset(metadata.offset())
        .setIngestedAt(Timestamps.of(Instant.ofEpochMilli(ingestedAt)))
        .build();
  }

  private record Update<R>(Change<R> change, @Nullable R before, R after) {}
}
