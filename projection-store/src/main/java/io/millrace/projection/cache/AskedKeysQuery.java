package io.millrace.projection.cache;

import io.millrace.projection.cache.AskedKeys.Asked;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.PrimaryDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.event.Keys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What was asked for most, by all instances. What is asked today weighs twice what was asked a week
 * ago: instead of lowering old scores, new ones are raised from a fixed day on.
 */
@Component
class AskedKeysQuery {

  private static final Instant FIRST_DAY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration HALF_LIFE = Duration.ofDays(7);

  private static final String RANKED =
      """
      with ranked as (
        select tenant, key, row_number() over (partition by tenant order by score desc) as place
        from cache_asked where cache = ?)
      """;

  private final PrimaryDatabase database;
  private final Clock clock;

  AskedKeysQuery(PrimaryDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Adds what one instance was asked for. */
  Mono<Long> add(String cache, List<Asked> asked) {
    return asked.isEmpty()
        ? Mono.just(0L)
        : count(
            Sql.of(
                """
                with added as (
                  insert into cache_asked as a (cache, tenant, key, score)
                  select ?, n.tenant, n.key, n.times * ?::float8
                  from unnest(?::text[], ?::text[], ?::bigint[]) as n (tenant, key, times)
                  order by n.tenant, n.key
                  on conflict (cache, tenant, key) do update set score = a.score + excluded.score
                  returning 1)
                select count(*) as n from added
                """,
                cache,
                weight(clock.instant()),
                asked.stream().map(one -> Keys.split(one.key()).get(1)).toArray(String[]::new),
                asked.stream().map(Asked::key).toArray(String[]::new),
                asked.stream().map(Asked::times).toArray(Long[]::new)));
  }

  /** The keys asked for most: first each tenant's first, then each one's second, and so on. */
  Mono<List<String>> most(String cache, int ofTenant, int altogether) {
    return database.list(
        Sql.of(RANKED, cache)
            .add("select key from ranked where place <= ? order by place, tenant", ofTenant)
            .add("limit ?", altogether),
        row -> Columns.text(row, "key"));
  }

  /** Forgets all but those asked for most. */
  Mono<Long> keep(String cache, int ofTenant) {
    return count(
        Sql.of(RANKED, cache)
            .add(
                """
                , gone as (
                  delete from cache_asked a using ranked r
                  where a.cache = ? and a.tenant = r.tenant and a.key = r.key and r.place > ?
                  returning 1)
                select count(*) as n from gone
                """,
                cache,
                ofTenant));
  }

  static double weight(Instant time) {
    return Math.pow(
        2, (double) Duration.between(FIRST_DAY, time).toSeconds() / HALF_LIFE.toSeconds());
  }

  private Mono<Long> count(Sql sql) {
    return database.first(sql, row -> Columns.number(row, "n"));
  }
}
