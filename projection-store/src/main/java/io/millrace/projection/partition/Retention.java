package io.millrace.projection.partition;

import java.sql.ResultSet;
import java.sql.Statement;
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

  /**
   * Partitions of which all is older, and what a process that died between the two left detached:
   * the next row of its time would put it back with all that was in it.
   */
  private static final String PARTITIONS =
      """
      select c.oid::regclass::text as name,
        case when i.inhdetachpending then 'HALFWAY' else 'ATTACHED' end as state
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = ?::regclass and (i.inhdetachpending or
        (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''(.*)''\\)'))[1]::timestamptz
          <= ?)
      union all
      select c.oid::regclass::text, 'DETACHED'
      from pg_class p join pg_class c using (relnamespace)
      where p.oid = ?::regclass and c.relkind = 'r' and not c.relispartition and case
        when c.relname = p.relname || '_before_2000' then timestamptz '2000-01-01Z' <= ?
        when c.relname ~ ('^' || p.relname || '_[0-9]{4}_(0[1-9]|1[0-2])$') then
          (to_date(right(c.relname, 7), 'YYYY_MM') + %s) at time zone 'UTC' <= ?
        else false end
      order by 1""";

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
   * @param forgetting run before a partition is dropped, with its name put in, until it takes no
   *     more rows
   */
  public void dropPartitions(PartitionedTable table, Instant cutoff, @Nullable String forgetting) {
    KeptVersions versions = KeptVersions.of(maintenance, table.name());
    List<String> names = versions.each(table.name());
    List<String> forgets = versions.each(forgetting == null ? "" : forgetting);
    for (int i = 0; i < names.size(); i++) {
      for (Old old : old(table, names.get(i), cutoff)) {
        drop(names.get(i), old, forgets.get(i));
      }
    }
  }

  /**
   * Takes the rows out of those partitions while readers see them still, a piece in each
   * transaction: for what they must see either there or elsewhere.
   *
   * @param taking takes a piece of a partition, the name of which is put in
   */
  public void emptyPartitions(PartitionedTable table, Instant cutoff, String taking) {
    KeptVersions versions = KeptVersions.of(maintenance, table.name());
    List<String> names = versions.each(table.name());
    List<String> takes = versions.each(taking);
    for (int i = 0; i < names.size(); i++) {
      for (Old old : old(table, names.get(i), cutoff)) {
        if (old.state == State.ATTACHED) {
          takeAll(takes.get(i).formatted(old.partition));
        }
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
        time,
        time);
  }

  private void drop(String table, Old old, String forgetting) {
    if (old.state != State.DETACHED) {
      maintenance.execute(
          "alter table %s detach partition %s %s"
              .formatted(
                  table, old.partition, old.state == State.HALFWAY ? "finalize" : "concurrently"));
    }
    if (!forgetting.isEmpty()) {
      takeAll(forgetting.formatted(old.partition));
    }
    maintenance.execute("drop table if exists " + old.partition);
    log.info("partition_dropped table={} partition={}", table, old.partition);
  }

  /** Until nothing is left: a statement tells how many rows it took by a number or by its count. */
  private void takeAll(String statement) {
    while (took(statement) > 0) {
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted");
      }
    }
  }

  private int took(String statement) {
    return Objects.requireNonNull(
        maintenance.execute(
            (Statement sql) -> {
              if (!sql.execute(statement)) {
                return sql.getUpdateCount();
              }
              try (ResultSet row = sql.getResultSet()) {
                row.next();
                return row.getInt(1);
              }
            }));
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
