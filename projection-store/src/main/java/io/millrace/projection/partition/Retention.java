package io.millrace.projection.partition;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Drops what is too old, from each version of a projection that is kept; what is asked names the
 * first version's schema. Running it twice, or twice at once, drops nothing else.
 */
@Component
public final class Retention {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  private static final int PIECE = 10_000;

  /**
   * Partitions of which all is older, the oldest first, and what a process that died between the
   * two left detached: the next row of its time would put it back with all that was in it.
   */
  private static final String PARTITIONS =
      """
      select c.oid::regclass::text as name, s.state, s.ends
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      cross join lateral (select
        case when i.inhdetachpending then 'HALFWAY' else 'ATTACHED' end as state,
        (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''(.*)''\\)'))[1]::timestamptz
          as ends) s
      where i.inhparent = ?::regclass and (i.inhdetachpending or s.ends <= ?)
      union all
      select c.oid::regclass::text, 'DETACHED', s.ends
      from pg_class p join pg_class c using (relnamespace)
      cross join lateral (select case
        when c.relname = p.relname || '_before_2000' then timestamptz '2000-01-01Z'
        when c.relname ~ ('^' || p.relname || '_[0-9]{4}_(0[1-9]|1[0-2])$') then
          (to_date(right(c.relname, 7), 'YYYY_MM') + %s) at time zone 'UTC' end as ends) s
      where p.oid = ?::regclass and c.relkind = 'r' and not c.relispartition and s.ends <= ?
      order by ends""";

  /** In one transaction, so that no late row can bring the partition back in between. */
  private static final String DROP =
      """
      do $drop$ begin
        perform pg_advisory_xact_lock(hashtext('ensure_partition'), '%1$s'::regclass::oid::int);
        if exists (select from pg_class where oid = to_regclass('%2$s') and not relispartition) then
          execute $forget$%3$s$forget$;
          drop table %2$s;
        end if;
      end $drop$""";

  private enum State {
    ATTACHED,
    HALFWAY,
    DETACHED
  }

  private record Old(String partition, State state) {}

  private final JdbcTemplate maintenance;

  Retention(JdbcTemplate maintenance) {
    this.maintenance = maintenance;
  }

  /**
   * Drops the partitions of which every row is older. Each is detached first, which lets readers
   * and writers of the others go on.
   *
   * @param forgetting run before a partition is dropped, with its name put in
   */
  public void dropPartitions(PartitionedTable table, Instant cutoff, @Nullable String forgetting) {
    drop(table, cutoff, null, forgetting == null ? "select 1" : forgetting);
  }

  /**
   * The same, once the rows are taken out of a partition while readers see them still, a piece in
   * each transaction: for what they must see either there or elsewhere. Older partitions first.
   *
   * @param taking a query that takes a piece of a partition and answers how many rows it took; its
   *     name and the most rows are put in
   */
  public void takePartitions(PartitionedTable table, Instant cutoff, String taking) {
    drop(table, cutoff, taking, taking);
  }

  private void drop(
      PartitionedTable table, Instant cutoff, @Nullable String taking, String forgetting) {
    KeptVersions versions = KeptVersions.of(maintenance, table.name());
    List<String> names = versions.each(table.name());
    List<String> takes = versions.each(taking == null ? "" : taking);
    List<String> forgets = versions.each(forgetting);
    for (int i = 0; i < names.size(); i++) {
      for (Old old : old(table, names.get(i), cutoff)) {
        if (taking != null && old.state == State.ATTACHED) {
          takeAll(takes.get(i).formatted(old.partition, PIECE));
        }
        drop(names.get(i), old, forgets.get(i).formatted(old.partition, Integer.MAX_VALUE));
      }
    }
  }

  private List<Old> old(PartitionedTable table, String name, Instant cutoff) {
    OffsetDateTime time = cutoff.atOffset(ZoneOffset.UTC);
    return maintenance.query(
        PARTITIONS.formatted(table.step()),
        (row, number) -> new Old(row.getString(1), State.valueOf(row.getString(2))),
        name,
        time,
        name,
        time);
  }

  private void drop(String table, Old old, String forgetting) {
    if (old.state != State.DETACHED) {
      maintenance.execute(
          "alter table %s detach partition %s %s"
              .formatted(
                  table, old.partition, old.state == State.HALFWAY ? "finalize" : "concurrently"));
    }
    maintenance.execute(DROP.formatted(table, old.partition, forgetting));
    log.info("partition_dropped table={} partition={}", table, old.partition);
  }

  private void takeAll(String query) {
    while (Objects.requireNonNull(maintenance.queryForObject(query, Integer.class)) > 0) {
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted");
      }
    }
  }

  /**
   * Deletes in pieces, so that nobody waits for long.
   *
   * @param table what rows are deleted of, with its schema
   * @param statement deletes one piece, given the time
   */
  public void deleteInPieces(String table, String statement, Instant cutoff) {
    OffsetDateTime time = cutoff.atOffset(ZoneOffset.UTC);
    for (String piece : KeptVersions.of(maintenance, table).each(statement)) {
      while (maintenance.update(piece, time) > 0) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
      }
    }
  }
}
