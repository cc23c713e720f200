package io.millrace.projection.partition;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
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

  private static final String PARTITIONS =
      """
      select c.oid::regclass::text, i.inhdetachpending from pg_inherits i
      join pg_class c on c.oid = i.inhrelid
      where i.inhparent = ?::regclass and (i.inhdetachpending or
        (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''(.*)''\\)'))[1]::timestamptz
          <= ?)
      order by 1""";

  private record Old(String partition, boolean halfway) {}

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
    KeptVersions versions = KeptVersions.of(maintenance, table.name());
    List<String> names = versions.each(table.name());
    List<String> forgets = versions.each(forgetting == null ? "" : forgetting);
    for (int i = 0; i < names.size(); i++) {
      dropPartitions(names.get(i), cutoff, forgets.get(i));
    }
  }

  private void dropPartitions(String table, Instant cutoff, String forgetting) {
    List<Old> all =
        maintenance.query(
            PARTITIONS,
            (row, number) -> new Old(row.getString(1), row.getBoolean(2)),
            table,
            cutoff.atOffset(ZoneOffset.UTC));
    for (Old old : all) {
      maintenance.execute(
          "alter table %s detach partition %s %s"
              .formatted(table, old.partition, old.halfway ? "finalize" : "concurrently"));
      if (!forgetting.isEmpty()) {
        maintenance.execute(forgetting.formatted(old.partition));
      }
      maintenance.execute("drop table if exists " + old.partition);
      log.info("partition_dropped table={} partition={}", table, old.partition);
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
