package io.millrace.projection.health;

import io.millrace.projection.health.Health.AiQueue;
import io.millrace.projection.health.Health.AiStats;
import io.r2dbc.pool.ConnectionPool;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts what waits for the AI workers and how they did over the last hour. */
@Component
final class AiQueueQuery {

  private static final String SQL =
      """
      select (select count(*) from ai_request where status = 'queued'
          and admitted_at > now() - interval '1 day') as queued,
        count(*) as processed,
        coalesce(round(avg(wait_ms)), 0)::bigint as wait_ms,
        coalesce(round(avg(process_ms)), 0)::bigint as process_ms
      from ai_request where completed_at > now() - interval '1 hour'""";

  private final DatabaseClient database;
  private final HealthSettings settings;

  AiQueueQuery(@Qualifier("readPool") ConnectionPool pool, HealthSettings settings) {
    this.database = DatabaseClient.create(pool);
    this.settings = settings;
  }

  Mono<AiQueue> read() {
    return database
        .sql(SQL)
        .map(
            row ->
                new AiQueue(
                    Objects.requireNonNull(row.get(0, Long.class)),
                    settings.aiMaxConcurrent(),
                    new AiStats(
                        Objects.requireNonNull(row.get(1, Long.class)),
                        Objects.requireNonNull(row.get(2, Long.class)),
                        Objects.requireNonNull(row.get(3, Long.class)))))
        .one();
  }
}
