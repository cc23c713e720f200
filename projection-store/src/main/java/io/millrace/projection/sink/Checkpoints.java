package io.millrace.projection.sink;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where sinks stand, kept beside what they wrote and moved in the same transaction. Blocks; for
 * sink threads.
 */
final class Checkpoints {

  private static final String REGISTER =
      """
      insert into sink_offset (projection, version, topic, topic_id, "partition", next_offset)
      select $1, $2, r.topic, r.topic_id, r."partition", 0
      from unnest($3::text[], $4::text[], $5::int[]) as r (topic, topic_id, "partition")
      where not exists (
        select from projection_version p
        where p.projection = $1
          and $2 not in (p.active, coalesce(p.building, 0), coalesce(p.previous, 0)))
      on conflict do nothing""";

  private static final String READ =
      """
      select o.topic, o."partition", o.next_offset
      from sink_offset o
      join unnest($3::text[], $4::text[], $5::int[]) as r (topic, topic_id, "partition")
        on o.topic = r.topic and o.topic_id = r.topic_id and o."partition" = r."partition"
      where o.projection = $1 and o.version = $2""";

  private static final String MOVE =
      """
      update sink_offset o set next_offset = r.after
      from unnest($3::text[], $4::text[], $5::int[], $6::bigint[], $7::bigint[])
        as r (topic, topic_id, "partition", before, after)
      where o.projection = $1 and o.version = $2 and o.topic = r.topic
        and o.topic_id = r.topic_id and o."partition" = r."partition"
        and o.next_offset = r.before""";

  private static final String COVER =
      """
      insert into watermark as w
        (projection, version, topic, "partition", "offset", ingested_at)
      select $1, $2, r.topic, r."partition", r."offset", r.ingested_at::timestamptz
      from unnest($3::text[], $4::int[], $5::bigint[], $6::text[])
        as r (topic, "partition", "offset", ingested_at)
      on conflict (projection, version, topic, "partition") do update
      set "offset" = excluded."offset", ingested_at = excluded.ingested_at
      where w."offset" < excluded."offset\"""";

  private final ConnectionPool pool;
  private final Duration timeout;

  /**
   * @param timeout how long a transaction may take altogether
   */
  Checkpoints(ConnectionPool pool, Duration timeout) {
    this.pool = pool;
    this.timeout = timeout;
  }

  /**
   * Where the projection stands in each partition; at the beginning where it never was, and nowhere
   * in a version that is retired.
   */
  Map<TopicPartition, Long> positions(
      Projection<?> projection, Collection<TopicPartition> partitions, Map<String, String> ids) {
    List<Object> place = place(projection, partitions, ids);
    return block(
        Mono.usingWhen(
            pool.create(),
            connection ->
                update(connection, new Write(REGISTER, place))
                    .then(read(connection, new Write(READ, place))),
            Connection::close));
  }

  /**
   * Writes a batch and moves the checkpoints, both or neither.
   *
   * @return the rows that statements returned; empty if another owner moved a checkpoint, and then
   *     nothing was written
   * @throws DataFault if the batch's own statements failed for their data; no other failure, such
   *     as one to connect, says anything about the records
   */
  <R> Optional<List<R>> apply(
      Projection<R> projection,
      Map<TopicPartition, Move> moves,
      List<Write> writes,
      Collection<Covered> covered) {
    List<Write> rest = new ArrayList<>(writes);
    if (!covered.isEmpty()) {
      rest.add(cover(projection, covered));
    }
    Write move = move(projection, moves);
    return block(
        Mono.usingWhen(
            pool.create(),
            connection ->
                Mono.from(connection.beginTransaction())
                    .then(update(connection, move))
                    .flatMap(
                        moved ->
                            moved == moves.size()
                                ? Flux.fromIterable(rest)
                                    .concatMap(write -> run(connection, projection, write))
                                    .collectList()
                                    .flatMap(
                                        rows ->
                                            Mono.from(connection.commitTransaction())
                                                .thenReturn(Optional.of(rows)))
                                    .onErrorMap(Faults::isOfData, DataFault::new)
                                : Mono.from(connection.rollbackTransaction())
                                    .thenReturn(Optional.empty())),
            Connection::close,
            (connection, failure) -> abandon(connection),
            Checkpoints::abandon));
  }

  private static Mono<Void> abandon(Connection connection) {
    return Mono.from(connection.rollbackTransaction())
        .onErrorResume(failure -> Mono.empty())
        .then(Mono.from(connection.close()));
  }

  private static <R> Flux<R> run(Connection connection, Projection<R> projection, Write write) {
    return write.returning()
        ? Flux.from(bind(connection, write).execute())
            .concatMap(result -> result.map(row -> projection.returned(row)))
        : update(connection, write).thenMany(Flux.empty());
  }

  private static Mono<Long> update(Connection connection, Write write) {
    return Flux.from(bind(connection, write).execute())
        .concatMap(Result::getRowsUpdated)
        .reduce(0L, Long::sum);
  }

  private static Mono<Map<TopicPartition, Long>> read(Connection connection, Write query) {
    return Flux.from(bind(connection, query).execute())
        .concatMap(
            result ->
                result.map(
                    row ->
                        Map.entry(
                            new TopicPartition(
                                value(row, 0, String.class), value(row, 1, Integer.class)),
                            value(row, 2, Long.class))))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private static <T> T value(Readable row, int column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type));
  }

  private static Statement bind(Connection connection, Write write) {
    Statement statement = connection.createStatement(write.sql());
    for (int i = 0; i < write.arguments().size(); i++) {
      statement.bind(i, write.arguments().get(i));
    }
    return statement;
  }

  private static List<Object> place(
      Projection<?> projection, Collection<TopicPartition> partitions, Map<String, String> ids) {
    return List.of(
        projection.name(),
        projection.version(),
        partitions.stream().map(TopicPartition::topic).toArray(String[]::new),
        partitions.stream().map(partition -> ids.get(partition.topic())).toArray(String[]::new),
        partitions.stream().map(TopicPartition::partition).toArray(Integer[]::new));
  }

  private static Write move(Projection<?> projection, Map<TopicPartition, Move> moves) {
    List<TopicPartition> partitions = List.copyOf(moves.keySet());
    Map<String, String> ids = new HashMap<>();
    moves.forEach((partition, move) -> ids.put(partition.topic(), move.topicId()));
    List<Object> arguments = new ArrayList<>(place(projection, partitions, ids));
    List<Move> inOrder = partitions.stream().map(moves::get).toList();
    arguments.add(inOrder.stream().map(Move::from).toArray(Long[]::new));
    arguments.add(inOrder.stream().map(Move::to).toArray(Long[]::new));
    return new Write(MOVE, arguments);
  }

  private static Write cover(Projection<?> projection, Collection<Covered> covered) {
    return new Write(
        COVER,
        List.of(
            projection.name(),
            projection.version(),
            covered.stream().map(Covered::topic).toArray(String[]::new),
            covered.stream().map(Covered::partition).toArray(Integer[]::new),
            covered.stream().map(Covered::offset).toArray(Long[]::new),
            covered.stream().map(fact -> fact.ingestedAt().toString()).toArray(String[]::new)));
  }

  private <T> T block(Mono<T> work) {
    T result = work.block(timeout);
    if (result == null) {
      throw new IllegalStateException("the database answered nothing");
    }
    return result;
  }
}
