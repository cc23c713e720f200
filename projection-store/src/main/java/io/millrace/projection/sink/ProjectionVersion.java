package io.millrace.projection.sink;

import io.millrace.schemas.topic.TopicSpec;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A projection in one of its versions: with the topics of that version, and writing to its schema.
 * The projection itself is written as if there were the first version only. News goes out for the
 * version that readers see.
 */
final class ProjectionVersion<R> implements Projection<R> {

  private final Projection<R> projection;
  private final int version;
  private final BooleanSupplier active;
  private final String firstSchema;
  private final String schema;

  /**
   * Creates a version.
   *
   * @param active whether readers see this version now
   */
  ProjectionVersion(Projection<R> projection, int version, BooleanSupplier active) {
    this.projection = projection;
    this.version = version;
    this.active = active;
    String base = projection.name().replace('-', '_');
    this.firstSchema = base + "_v1.";
    this.schema = base + "_v" + version + '.';
  }

  @Override
  public String name() {
    return projection.name();
  }

  @Override
  public int version() {
    return version;
  }

  @Override
  public List<TopicSpec> topics() {
    return projection.topics().stream()
        .map(topic -> projection.hasOwn(topic) ? topic.version(version) : topic)
        .toList();
  }

  @Override
  public List<TopicSpec> inputs() {
    return projection.inputs();
  }

  @Override
  public boolean hasOwn(TopicSpec topic) {
    return projection.hasOwn(topic);
  }

  @Override
  public @Nullable R row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    return projection.row(asFirst(entry));
  }

  @Override
  public @Nullable Covered covers(
      ConsumerRecord<byte[], byte @Nullable []> entry, @Nullable R row) {
    return projection.covers(asFirst(entry), row);
  }

  /** A version this process does not know to be seen may have been switched to just now. */
  @Override
  public List<Write> writes(List<R> rows) {
    List<Write> writes = new ArrayList<>(projection.writes(rows));
    if (version > 1) {
      writes.replaceAll(this::redirected);
    }
    if (active.getAsBoolean()) {
      writes.addAll(projection.announce(rows));
    } else if (projection.isCached() && !rows.isEmpty()) {
      writes.add(
          new Write("select change_unseen_version($1, $2)", List.of(projection.name(), version)));
    }
    return List.copyOf(writes);
  }

  @Override
  public R returned(Readable row) {
    return projection.returned(row);
  }

  @Override
  public void committed(List<R> rows, List<R> returned) {
    if (active.getAsBoolean()) {
      projection.committed(rows, returned);
    }
  }

  @Override
  public void resumed() {
    if (active.getAsBoolean()) {
      projection.resumed();
    }
  }

  /** Also where a statement takes the name of a table as an argument. */
  private Write redirected(Write write) {
    List<Object> arguments = new ArrayList<>(write.arguments());
    arguments.replaceAll(
        argument ->
            argument instanceof String text && text.startsWith(firstSchema)
                ? schema + text.substring(firstSchema.length())
                : argument);
    return new Write(write.sql().replace(firstSchema, schema), arguments, write.returning());
  }

  private ConsumerRecord<byte[], byte @Nullable []> asFirst(
      ConsumerRecord<byte[], byte @Nullable []> entry) {
    if (version == 1) {
      return entry;
    }
    String first = TopicSpec.firstVersion(entry.topic());
    if (first.equals(entry.topic())) {
      return entry;
    }
    return new ConsumerRecord<byte[], byte @Nullable []>(
        first,
        entry.partition(),
        entry.offset(),
        entry.timestamp(),
        entry.timestampType(),
        entry.serializedKeySize(),
        entry.serializedValueSize(),
        entry.key(),
        entry.value(),
        entry.headers(),
        Optional.empty());
  }
}
