package io.millrace.projection.version;

import io.millrace.projection.sink.Versions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What a change of versions does in the database, in a transaction that the caller has. */
final class VersionTables {

  private final Connection connection;
  private final String projection;

  VersionTables(Connection connection, String projection) {
    this.connection = connection;
    this.projection = projection;
  }

  /** The versions, which nobody else changes until the transaction ends. */
  Versions lock() throws SQLException {
    run(
        "insert into projection_version values (?, 1, null, null, 1, 0, now())"
            + " on conflict do nothing",
        projection);
    try (PreparedStatement query =
            prepare(
                "select active, coalesce(building, 0), coalesce(previous, 0), last, revision,"
                    + " changed_at from projection_version where projection = ? for update",
                projection);
        ResultSet row = query.executeQuery()) {
      row.next();
      return new Versions(
          row.getInt(1),
          row.getInt(2),
          row.getInt(3),
          row.getInt(4),
          row.getLong(5),
          row.getObject(6, OffsetDateTime.class).toInstant());
    }
  }

  /** Stores the versions, if those that are there are older. */
  void save(Versions versions) throws SQLException {
    run(
        """
        insert into projection_version as p
        values (?, ?, nullif(?, 0), nullif(?, 0), ?, ?, ?)
        on conflict (projection) do update
        set active = excluded.active, building = excluded.building, previous = excluded.previous,
          last = excluded.last, revision = excluded.revision, changed_at = excluded.changed_at
        where p.revision < excluded.revision""",
        projection,
        versions.active(),
        versions.building(),
        versions.previous(),
        versions.last(),
        versions.revision(),
        time(versions.changedAt()));
  }

  /** Makes the schema of a version; of the first there is nothing to make. */
  void make(int version) throws SQLException {
    if (version > 1) {
      run(
          "select copy_projection_schema(projection_schema(?, 1), projection_schema(?, ?))",
          projection,
          projection,
          version);
    }
  }

  void drop(int version) throws SQLException {
    run("select drop_projection_version(?, ?)", projection, version);
  }

  /** Readers see this version from when the transaction commits. */
  void show(int version) throws SQLException {
    run("select show_projection_version(?, ?)", projection, version);
  }

  /** Has readers remember nothing of what they are told, until the transaction ends. */
  void closeCache() throws SQLException {
    run("select pg_advisory_xact_lock(cache_lock(?))", projection);
  }

  /** Voids what is remembered, from when the transaction commits. */
  void voidCache() throws SQLException {
    run("select begin_cache_epoch(?)", projection);
  }

  /** Gives up rather than let readers wait behind us. */
  void waitAtMost(long millis) throws SQLException {
    run("select set_config('lock_timeout', ?, true)", Long.toString(millis));
  }

  /** Keeps a version from going on until the transaction ends. */
  void freeze(int version) throws SQLException {
    run(
        "select next_offset from sink_offset where projection = ? and version = ? for update",
        projection,
        version);
  }

  /** The newest fact a version covers, by ingest partition. */
  Map<TopicPartition, Long> covered(int version) throws SQLException {
    Map<TopicPartition, Long> covered = new HashMap<>();
    try (PreparedStatement query =
            prepare(
                "select topic, \"partition\", \"offset\" from watermark"
                    + " where projection = ? and version = ?",
                projection,
                version);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        covered.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3));
      }
    }
    return covered;
  }

  /** Says that a version covers what another does, where Kafka no longer has it to be read. */
  void coverAs(int version, int other) throws SQLException {
    run(
        """
        insert into watermark as w (projection, version, topic, "partition", "offset", ingested_at)
        select projection, ?, topic, "partition", "offset", ingested_at
        from watermark s
        where projection = ? and version = ? and not exists (
          select from watermark n
          where n.projection = s.projection and n.version = ? and n.topic = s.topic
            and n."partition" = s."partition" and n."offset" >= s."offset")
        on conflict (projection, version, topic, "partition") do update
        set "offset" = excluded."offset", ingested_at = excluded.ingested_at
        where w."offset" < excluded."offset\"""",
        version,
        projection,
        other,
        version);
  }

  /** Forgets where versions stood that are no more. */
  static void sweep(Connection connection) throws SQLException {
    for (String table : new String[] {"sink_offset", "watermark"}) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "delete from "
                  + table
                  + " t using projection_version p where t.projection = p.projection and"
                  + " t.version not in"
                  + " (p.active, coalesce(p.building, 0), coalesce(p.previous, 0))")) {
        statement.execute();
      }
    }
  }

  private static OffsetDateTime time(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private void run(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values)) {
      statement.execute();
    }
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
