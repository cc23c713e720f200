package io.millrace.projection.version;

import io.millrace.projection.query.Columns;
import io.millrace.projection.sink.Versions;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Which versions there are and what each covers, as the primary says. Blocks. */
@Component
class VersionQuery {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final DatabaseClient client;

  VersionQuery(@Qualifier("sinkPool") ConnectionPool pool) {
    this.client = DatabaseClient.create(pool);
  }

  /** By projection, without those that have their first version alone. */
  Map<String, Versions> all() {
    return get(
        client
            .sql("select * from projection_version")
            .map(row -> Map.entry(Columns.text(row, "projection"), versions(row)))
            .all()
            .collectMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** The newest fact each version of a projection covers, by ingest partition. */
  Map<Integer, Map<TopicPartition, Long>> covered(String projection) {
    List<Mark> marks =
        get(
            client
                .sql("select * from watermark where projection = $1")
                .bind(0, projection)
                .map(
                    row ->
                        new Mark(
                            (int) Columns.number(row, "version"),
                            new TopicPartition(
                                Columns.text(row, "topic"), (int) Columns.number(row, "partition")),
                            Columns.number(row, "offset")))
                .all()
                .collectList());
    Map<Integer, Map<TopicPartition, Long>> covered = new HashMap<>();
    marks.forEach(
        mark ->
            covered
                .computeIfAbsent(mark.version, version -> new HashMap<>())
                .put(mark.partition, mark.offset));
    return covered;
  }

  private record Mark(int version, TopicPartition partition, long offset) {}

  private static Versions versions(Readable row) {
    return new Versions(
        (int) Columns.number(row, "active"),
        orNone(Columns.numberOrNull(row, "building")),
        orNone(Columns.numberOrNull(row, "previous")),
        (int) Columns.number(row, "last"),
        Columns.number(row, "revision"),
        Columns.time(row, "changed_at"));
  }

  private static int orNone(@Nullable Long version) {
    return version == null ? 0 : version.intValue();
  }

  private static <T> T get(Mono<T> work) {
    return Objects.requireNonNull(work.block(TIMEOUT));
  }
}
