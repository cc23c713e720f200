package io.millrace.streams.projection;

import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.LateFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Counts each fact once for one projection and emits every row it touches. All rows are computed
 * before the first is written: a fact that is refused halfway leaves no trace.
 *
 * <p>A late fact touches no row: its figures go out as rows of their own, marked late.
 *
 * <p>Of a fact's rows only the last says that the fact is covered: a reader may see the others in
 * an earlier batch. A duplicate emits that row again, unchanged but for the input position, so that
 * a reader waiting for the duplicate's position sees it covered. Which row that is, is remembered
 * and not computed from the duplicate: its body may differ, as where the time of the event was left
 * to us and each request got its own.
 */
final class FactProcessor<R> extends ContextualProcessor<String, Fact, String, R> {

  /** Ends the key of a row that only says what is covered. */
  private static final String COVERED = "/covered";

  private final Map<String, FactReader<Object, R>> readers;
  private final BiFunction<R, InputPosition, R> stamp;
  private final Retirement<R> retirement;
  private final Place place;
  private final Serde<R> serde;

  @SuppressWarnings("NullAway.Init") // Kafka calls init first
  private RowStore<R> rows;

  @SuppressWarnings("NullAway.Init") // every fact comes with it
  private Horizon horizon;

  private final SweepPace pace = new SweepPace();
  private FactMeter meter = FactMeter.NONE;

  /**
   * Creates the processor of a task: one for all its topics, so that the rows it holds in memory
   * are seen by whichever fact comes next.
   *
   * @param readers by the topic they read
   */
  FactProcessor(
      Map<String, FactReader<Object, R>> readers,
      BiFunction<R, InputPosition, R> stamp,
      Retirement<R> retirement,
      Place place,
      Serde<R> serde) {
    this.readers = Map.copyOf(readers);
    this.stamp = stamp;
    this.retirement = retirement;
    this.place = place;
    this.serde = serde;
  }

  @Override
  public void init(ProcessorContext<String, R> context) {
    super.init(context);
    rows = new RowStore<>(place.state(context, Projection.ROWS, serde));
    meter = FactMeter.of(context.appConfigs(), place);
    readers.values().forEach(reader -> reader.init(context, place));
  }

  @Override
  public void process(Record<String, Fact> handed) {
    Fact fact = handed.value();
    horizon = fact.horizon();
    Record<String, Object> record = fact.record();
    FactReader<Object, R> reader = reader();
    String lastRow = fact.lastRow(place);
    if (lastRow != null) {
      repeat(reader, record, lastRow);
      meter.duplicate();
    } else {
      fact.count(place, first(record, fact.identity(), reader.changes(record)));
      meter.counted();
    }
    sweep();
  }

  /** Returns the slot of the last row; empty for a late fact. */
  private String first(
      Record<String, Object> record, String identity, List<? extends Change<R>> changes) {
    Change<R> late = firstLate(changes);
    if (late == null) {
      return count(record, changes);
    }
    if (!retirement.hasLane()) {
      throw tooLate(late);
    }
    countLate(record, identity, changes);
    meter.late();
    return "";
  }

  private void repeat(FactReader<Object, R> reader, Record<String, Object> record, String slot) {
    List<? extends Change<R>> changes = reader.whenDuplicate(record);
    if (!changes.isEmpty()) {
      Change<R> late = firstLate(changes);
      if (late != null) {
        throw tooLate(late);
      }
      count(record, changes);
      return;
    }
    R row = slot.isEmpty() ? null : rows.get(slot);
    if (row != null) {
      emit(record, RowStore.key(slot), row, position(record.timestamp()));
    } else if (retirement.hasLane()) {
      emit(record, record.key() + COVERED, retirement.coverage(), position(record.timestamp()));
    } else {
      throw new ProcessorStateException("no row " + slot + " of a counted fact");
    }
  }

  private String count(Record<String, Object> record, List<? extends Change<R>> changes) {
    List<Update<R>> updates = compute(changes);
    InputPosition covered = position(record.timestamp());
    InputPosition partly = partly(covered);
    for (int i = 0; i < updates.size(); i++) {
      Update<R> update = updates.get(i);
      if (update.change().isKept() && update.after() != update.before()) {
        rows.put(update.slot(), update.after());
      }
      update.change().settle();
      InputPosition input = i == updates.size() - 1 ? covered : partly;
      emit(record, update.change().key(), update.after(), input);
    }
    return updates.get(updates.size() - 1).slot();
  }

  /** With the offset in the key, or compaction would keep the last repetition and not the first. */
  private void countLate(
      Record<String, Object> record, String identity, List<? extends Change<R>> changes) {
    long retiredUpTo = horizon.retiredUpTo();
    InputPosition covered = position(record.timestamp());
    InputPosition partly = partly(covered);
    LateFact fact = LateFact.newBuilder().setIdentity(identity).setPosition(covered).build();
    List<R> figures =
        changes.stream().map(change -> retirement.mark(change.late(retiredUpTo), fact)).toList();
    for (int i = 0; i < figures.size(); i++) {
      InputPosition input = i == figures.size() - 1 ? covered : partly;
      String key = changes.get(i).key() + '/' + identity + '/' + covered.getOffset();
      emit(record, key, figures.get(i), input);
    }
  }

  private @Nullable Change<R> firstLate(List<? extends Change<R>> changes) {
    for (Change<R> change : changes) {
      if (change.deadline() <= horizon.retiredUpTo()) {
        return change;
      }
    }
    return null;
  }

  private static InvalidFact tooLate(Change<?> change) {
    return InvalidFact.field("time of " + change.key(), "retired", "within the grace");
  }

  private void sweep() {
    if (!pace.isDue(horizon.generation())) {
      return;
    }
    long upTo = horizon.retiredUpTo();
    boolean more = rows.sweep(upTo, SweepPace.STEP);
    for (FactReader<Object, R> reader : readers.values()) {
      more = reader.trim(upTo) || more;
    }
    pace.done(more);
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
      String slot = RowStore.slot(change);
      R before = change.isKept() ? rows.get(slot) : null;
      if (before == null && horizon.mayBeOlder(change.until())) {
        before = rows.moveToSlot(change.key(), slot);
      }
      updates.add(new Update<>(change, slot, before, change.apply(before)));
    }
    return updates;
  }

  private static InputPosition partly(InputPosition covered) {
    return covered.toBuilder().setOffset(covered.getOffset() - 1).build();
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

  private record Update<R>(Change<R> change, String slot, @Nullable R before, R after) {}
}
