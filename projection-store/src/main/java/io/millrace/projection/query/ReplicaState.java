package io.millrace.projection.query;

import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * How far behind a replica is. The age of what it replayed last says nothing on a quiet primary, so
 * an old one is compared with where the primary stands. Where the primary is away, a replica that
 * replayed all it received is as new as anything.
 */
final class ReplicaState {

  private static final String PRIMARY = "select pg_current_wal_lsn()::text";

  private static final String REPLICA =
      """
      select case
        when not pg_is_in_recovery() then 9223372036854775807
        when pg_last_wal_replay_lsn()
          >= coalesce(nullif($1, '')::pg_lsn, pg_last_wal_receive_lsn(), '0/0') then 0
        else coalesce((extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())
          * 1000)::bigint, 9223372036854775807) end""";

  private static final Duration PRIMARY_TIMEOUT = Duration.ofMillis(500);

  private final DatabaseClient primary;

  ReplicaState(DatabaseClient primary) {
    this.primary = primary;
  }

  /** How far behind it is, and whether the primary did not answer when it was asked. */
  record Found(long lagMillis, boolean primaryAway) {}

  Mono<Found> of(DatabaseClient replica) {
    return primary
        .sql(PRIMARY)
        .mapValue(String.class)
        .one()
        .timeout(PRIMARY_TIMEOUT)
        .onErrorReturn("")
        .flatMap(
            position ->
                replica
                    .sql(REPLICA)
                    .bind(0, position)
                    .mapValue(Long.class)
                    .one()
                    .map(lag -> new Found(lag, position.isEmpty())));
  }
}
