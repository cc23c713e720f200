package io.millrace.streams.projection;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * How far the time of a task has come and what it has let go. Time is the newest ingest time the
 * task has seen, in steps of a minute; it is kept in a store, so that a restart and a replay decide
 * alike.
 *
 * <p>Nothing is let go before the task has seen a whole grace of stream time: until then facts of
 * any age are counted as any other.
 */
final class Horizon {

  static final String STORE = "horizon";

  /** Nothing is retired. */
  static final long NEVER = Long.MIN_VALUE;

  private static final String KEY = "state";
  private static final long STEP = 60_000;

  private final State<Moment> store;
  private final long grace;
  private final long memory;
  private final BooleanSupplier inUse;
  private @Nullable Moment state;

  /**
   * Reads where the task stands.
   *
   * @param inUse whether there is state; asked if it is not known since when
   */
  Horizon(State<Moment> store, Duration grace, BooleanSupplier inUse) {
    this.store = store;
    this.inUse = inUse;
    this.grace = grace.toMillis();
    this.memory = grace.plus(Grace.SLACK).toMillis();
  }

  /** The generation of facts under way, for who keeps something beside them. */
  static IntSupplier generationOf(ProcessingContext context, Place place) {
    State<Moment> store = place.common().state(context, STORE, Moment.serde());
    return () -> {
      Moment moment = store.get(KEY);
      return moment == null ? 0 : moment.generation;
    };
  }

  static StoreBuilder<?> store(String name) {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(name), Serdes.String(), Moment.serde());
  }

  void advance(long ingestedAt) {
    Moment before = state == null ? store.get(KEY) : state;
    state = before;
    if (before != null && ingestedAt - before.time < STEP) {
      return;
    }
    Moment after =
        before == null
            ? new Moment(ingestedAt, ingestedAt, NEVER, 0, ingestedAt, inUse.getAsBoolean())
            : before.at(ingestedAt, grace, memory);
    store.put(KEY, after);
    state = after;
  }

  /** Whether the row of a bucket with that end may be from before there was a horizon. */
  boolean mayBeOlder(long until) {
    return now().older && until <= now().first + Grace.SLACK.toMillis();
  }

  /** Buckets that ended at that time or before are retired; never goes back. */
  long retiredUpTo() {
    return now().retiredUpTo;
  }

  /** Goes up when a whole memory of facts is full; the one before it is still asked. */
  int generation() {
    return now().generation;
  }

  private Moment now() {
    return Objects.requireNonNull(state, "no record yet");
  }

  /**
   * @param first the first ingest time
   * @param began when the generation did
   * @param older whether there was state before the first
   */
  record Moment(
      long first, long time, long retiredUpTo, int generation, long began, boolean older) {

    static Serde<Moment> serde() {
      return Serdes.serdeFrom(
          (topic, state) -> state == null ? null : state.toBytes(),
          (topic, bytes) -> bytes == null ? null : parse(bytes));
    }

    Moment at(long next, long grace, long memory) {
      boolean full = next - began >= memory;
      return new Moment(
          first,
          next,
          next - first < grace ? retiredUpTo : Math.max(retiredUpTo, next - grace),
          full ? generation + 1 : generation,
          full ? next : began,
          older);
    }

    private byte[] toBytes() {
      return ByteBuffer.allocate(4 * Long.BYTES + Integer.BYTES + Byte.BYTES)
          .putLong(first)
          .putLong(time)
          .putLong(retiredUpTo)
          .putInt(generation)
          .putLong(began)
          .put((byte) (older ? 1 : 0))
          .array();
    }

    private static Moment parse(byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new Moment(
          buffer.getLong(),
          buffer.getLong(),
          buffer.getLong(),
          buffer.getInt(),
          buffer.getLong(),
          buffer.get() != 0);
    }
  }
}
