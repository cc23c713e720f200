package io.millrace.projection.sink;

import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a sink keeps up to date: which topics it reads, what a record means and which statements
 * apply a batch. A bean of this type is all that a new projection needs to be run.
 *
 * <p>An implementation is called on its sink's own thread only. Batches arrive in the order of each
 * partition. Applying a batch twice must change nothing.
 *
 * @param <R> what a record turns into
 */
public interface Projection<R> {

  /** As in {@code sales-by-hour}; never changes, because checkpoints carry it. */
  String name();

  /** Goes up when the projection is built anew beside the old one; the runtime's to say. */
  default int version() {
    return 1;
  }

  /** The topics of the first version. */
  List<TopicSpec> topics();

  /**
   * The topics of the facts it covers, in the first version: those it reads or, where a topology
   * makes what it reads, those of which that is made. {@link #covers} names no others.
   */
  default List<TopicSpec> inputs() {
    return topics();
  }

  /**
   * Whether each version of the projection has a topic of its own in place of this one: rows that a
   * topology makes anew. The others are read again from their beginning.
   */
  default boolean hasOwn(TopicSpec topic) {
    return Topics.isOfProjection(topic);
  }

  /**
   * What a record means, or null if it needs no row. Any exception makes the record a dead letter.
   */
  @Nullable R row(ConsumerRecord<byte[], byte @Nullable []> entry);

  /**
   * The newest fact that is covered once the record is applied; null if the record says nothing
   * about that. A fact covers itself, also where it became a dead letter.
   *
   * @param row what {@link #row} made of it; null for none and for a dead letter
   */
  default @Nullable Covered covers(
      ConsumerRecord<byte[], byte @Nullable []> entry, @Nullable R row) {
    return Covered.of(entry);
  }

  /**
   * The statements that apply the rows, to be run in order in one transaction. They name the tables
   * of the first version, as in {@code stock_levels_v1.stock_level}; the runtime puts the version
   * there that it runs.
   */
  List<Write> writes(List<R> rows);

  /** A row as it stands now, from what a {@link Write#returning} statement returned. */
  default R returned(Readable row) {
    throw new UnsupportedOperationException(name() + " returns no rows");
  }

  /**
   * What the transaction that writes the rows has to do besides, and what has to be told before it
   * begins; asked in the version that readers see only.
   */
  default List<Write> announce(List<R> rows) {
    return List.of();
  }

  /**
   * Called after rows were committed to the version that readers see; for news that may get lost.
   *
   * @param returned what the statements returned: rows that are not as they came
   */
  default void committed(List<R> rows, List<R> returned) {
    committed(rows);
  }

  /** {@link #committed(List, List)} for a projection whose statements return nothing. */
  default void committed(List<R> rows) {}

  /**
   * Called when the projection goes on, in the version that readers see, where another owner or an
   * earlier life of this process got to: news of what was committed last may be lost.
   */
  default void resumed() {}

  /**
   * Whether readers remember answers, in a cache named as the projection: a switch waits until none
   * of the version before is given any more.
   */
  default boolean isCached() {
    return false;
  }
}
