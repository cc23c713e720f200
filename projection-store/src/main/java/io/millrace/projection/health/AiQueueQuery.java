package io.millrace.projection.health;

import io.millrace.projection.ai.AiQueue;
import io.millrace.projection.ai.AiSettings;
import io.r2dbc.pool.ConnectionPool;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Counts what waits for the AI workers, as far as this app has read, and how they did over the last
 * hour: what is known without Redis.
 */
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
  private final AiSettings settings;

  AiQueueQuery(@Qualifier("readPool") ConnectionPool pool, AiSettings settings) {
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
                    null,
                    null,
                    settings.maxConcurrent(),
                    null,
                    new AiQueue.Stats(
                        Objects.requireNonNull(row.get(1, Long.class)),
                        Objects.requireNonNull(row.get(2, Long.class)),
                        Objects.requireNonNull(row.get(3, Long.class)))))
        .one();
  }
}
