package io.millrace.projection.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.infra.embedded.PostgresServer;
import io.millrace.projection.database.DatabaseFixture;
import io.millrace.projection.support.TestDatabase;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PartitionsIT {

  private static final String BEFORE_PARTITIONS = "49?";

  private static final PostgresServer POSTGRES = new PostgresServer(null, 0);
  private static TestDatabase database;
  private static Retention retention;

  @BeforeAll
  static void migrate() throws InterruptedException {
    POSTGRES.start();
    database = TestDatabase.at(POSTGRES.url());
    URI url = URI.create(POSTGRES.url());
    Flyway.configure()
        .dataSource(
            "jdbc:postgresql://localhost:" + POSTGRES.port() + url.getPath(),
            "millrace",
            "millrace")
        .locations("classpath:db/migration")
        .target(BEFORE_PARTITIONS)
        .load()
        .migrate();
    database.execute(
        """
        insert into receipts_v1.receipt (tenant, store_id, receipt_id, type, occurred_at, currency,
          discount, total, lines, payments, ingested_at)
        select 'old', 's', 'r' || n, 'sale', timestamptz '2010-01-01Z' + n * interval '1 day', '',
          0, n, '[]', '[]', now() from generate_series(1, 2000) n
        """);
    database.execute(
        """
        insert into chat_v1.chat_message (tenant, conversation_id, message_id, sender_id, text,
          recipients, sent_at, log_offset)
        select 'old', 'c', 'm' || n, 's', 'x', '{}', timestamptz '2026-01-31Z' + n * interval '1 day',
          n from generate_series(1, 90) n
        """);
    DatabaseFixture.migrate(POSTGRES.url());
    retention = new Retention(DatabaseFixture.maintenance(POSTGRES.url()));
  }

  @AfterAll
  static void stop() {
    POSTGRES.close();
  }

  @Test
  void migrate_keepsTheRowsThatWereThere() {
    assertThat(
            database.value("select count(*) || '/' || sum(total) from receipt where tenant='old'"))
        .isEqualTo("2000/2001000");
    assertThat(database.value("select count(*) from receipt_identity where tenant = 'old'"))
        .isEqualTo("2000");
    assertThat(
            database.value(
                "select receipt_id from receipt where tenant = 'old' and store_id = 's'"
                    + " and occurred_at = '2010-04-01Z'"))
        .isEqualTo("r90");
    assertThat(database.rows(boundsOf("receipts_v1.receipt")).get(0))
        .contains("('2010-01-01 00:00:00+00') TO ('2010-04-01 00:00:00+00')");
    assertThat(database.rows(boundsOf("receipts_v1.receipt")))
        .noneMatch(b -> b.contains("DEFAULT"));
  }

  @Test
  void ensure_byManyAtOnceMakesEachOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int year = 1990 + i / 2;
        all.add(
            threads.submit(
                () ->
                    ensure(
                        "receipts_v1.receipt",
                        "3 months",
                        "2031-02-03Z",
                        (year + 45) + "-07-01Z")));
      }
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(
            database.value(
                "select count(*) from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                    + " where i.inhparent = 'receipts_v1.receipt'::regclass"
                    + " and c.relname between 'receipt_2031' and 'receipt_2040_08'"))
        .isEqualTo("39");
  }

  @Test
  void ensure_holdsAnyTimeInFewPartitions() {
    for (String time : List.of("0001-01-01Z", "1970-01-01Z", "2100-01-01Z", "9999-12-31Z")) {
      ensure("receipts_v1.receipt", "3 months", time, time);
      receipt("any", time, time);
    }
    ensure("receipts_v1.receipt", "3 months", "2099-12-31T23:59:59Z", "2099-12-31T23:59:59Z");
    receipt("any", "last", "2099-12-31T23:59:59Z");
    assertThat(
            database.rows(
                "select distinct tableoid::regclass::text from receipts_v1.receipt"
                    + " where tenant = 'any' order by 1"))
        .containsExactly(
            "receipts_v1.receipt_2099_10",
            "receipts_v1.receipt_before_2000",
            "receipts_v1.receipt_from_2100");
  }

  @Test
  void ensure_takesBackWhatWasDetached() {
    ensure("receipts_v1.receipt", "3 months", "2021-05-05Z", "2021-05-05Z");
    receipt("back", "r", "2021-05-05Z");
    database.execute(
        "alter table receipts_v1.receipt detach partition receipts_v1.receipt_2021_04");
    assertThatThrownBy(() -> receipt("back", "r2", "2021-05-06Z"))
        .hasStackTraceContaining("no partition of relation");
    ensure("receipts_v1.receipt", "3 months", "2021-05-05Z", "2021-05-05Z");
    receipt("back", "r2", "2021-05-06Z");
    assertThat(database.value("select count(*) from receipt where tenant = 'back'")).isEqualTo("2");
  }

  @Test
  void dropPartitions_takesThoseOfWhichAllIsOlder() {
    String parent = "receipts_v1.expiring";
    database.execute(
        "create table receipts_v1.expiring (id text, at timestamptz not null) partition by range (at)");
    PartitionedTable table = new PartitionedTable(parent, "at", 3);
    ensure(parent, "3 months", "2019-11-01Z", "2021-05-01Z");
    database.execute(
        "insert into receipts_v1.expiring select d::text, d from generate_series("
            + "timestamptz '2019-10-01Z', timestamptz '2021-06-30Z', interval '1 day') d");

    retention.dropPartitions(table, Instant.parse("2020-04-01T00:00:00Z"), null);
    retention.dropPartitions(table, Instant.parse("2020-06-30T00:00:00Z"), null);

    assertThat(database.value("select min(at) from receipts_v1.expiring"))
        .isEqualTo("2020-04-01 00:00:00+00");
    assertThat(database.value("select to_regclass('receipts_v1.expiring_2020_01') is null"))
        .isEqualTo("t");
  }

  @Test
  void dropPartitions_takesWhatAProcessThatDiedLeftDetached_andNothingThatOnlyLooksLikeIt() {
    String parent = "receipts_v1.orphaned";
    database.execute(
        "create table receipts_v1.orphaned (id text, at timestamptz not null)"
            + " partition by range (at)");
    PartitionedTable table = new PartitionedTable(parent, "at", 3);
    ensure(parent, "3 months", "2019-12-01Z", "2020-08-01Z");
    ensure(parent, "3 months", "1990-01-01Z", "1990-01-01Z");
    database.execute(
        "insert into receipts_v1.orphaned select d::text, d from generate_series("
            + "timestamptz '2019-12-31Z', timestamptz '2020-08-01Z', interval '1 day') d");
    for (String partition : List.of("before_2000", "2019_10", "2020_01", "2020_07")) {
      database.execute("alter table %1$s detach partition %1$s_%2$s".formatted(parent, partition));
    }
    for (String other : List.of("2019_10_kept", "2019_13", "19_10")) {
      database.execute("create table %s_%s (id text)".formatted(parent, other));
    }
    database.execute("create table receipts_v1.orphaned_forgotten (id text)");

    retention.dropPartitions(
        table,
        Instant.parse("2020-04-01T00:00:00Z"),
        "insert into receipts_v1.orphaned_forgotten select id from %s");
    ensure(parent, "3 months", "2019-12-01Z", "2020-08-01Z");

    assertThat(database.value("select min(at) from receipts_v1.orphaned"))
        .as("nothing that is over comes back, and nothing else was lost")
        .isEqualTo("2020-04-01 00:00:00+00");
    assertThat(database.value("select max(at) from receipts_v1.orphaned"))
        .isEqualTo("2020-08-01 00:00:00+00");
    assertThat(database.value("select count(*) from receipts_v1.orphaned_forgotten"))
        .isEqualTo("92");
    assertThat(database.value("select to_regclass('receipts_v1.orphaned_before_2000') is null"))
        .isEqualTo("t");
    for (String other : List.of("2019_10_kept", "2019_13", "19_10")) {
      assertThat(database.value("select to_regclass('%s_%s') is null".formatted(parent, other)))
          .isEqualTo("f");
    }
  }

  @Test
  void partitions_areMadeAndDroppedInEveryVersion() {
    database.execute(
        "create table receipts_v1.ageing (id text, at timestamptz not null) partition by range (at)");
    database.execute("select copy_projection_schema('receipts_v1', 'receipts_v12')");
    database.execute("create schema receipts_very_v2");
    database.execute("create table receipts_very_v2.ageing (id text)");
    PartitionedTable table = new PartitionedTable("receipts_v1.ageing", "at", 3);
    Clock clock = Clock.fixed(Instant.parse("2028-02-10T00:00:00Z"), ZoneOffset.UTC);

    new PartitionsAhead()
        .partitionsJob(List.of(table), DatabaseFixture.maintenance(POSTGRES.url()), clock)
        .work()
        .run();
    for (String schema : List.of("receipts_v1", "receipts_v12")) {
      assertThat(partitions(schema))
          .containsExactly("ageing_2028_01", "ageing_2028_04", "ageing_2028_07");
    }

    retention.dropPartitions(table, Instant.parse("2028-07-02T00:00:00Z"), null);
    for (String schema : List.of("receipts_v1", "receipts_v12")) {
      assertThat(partitions(schema)).containsExactly("ageing_2028_07");
    }
    assertThat(database.value("select count(*) from receipts_very_v2.ageing")).isEqualTo("0");
  }

  @Test
  void table_ofNoFirstVersionIsRefused() {
    assertThatThrownBy(() -> retention.deleteInPieces("public.receipt", "delete", Instant.EPOCH))
        .hasMessageContaining("public.receipt");
  }

  private static List<String> partitions(String schema) {
    return database.rows(
        "select relname from pg_class where relnamespace = '%s'::regnamespace".formatted(schema)
            + " and relispartition and relkind = 'r' and relname like 'ageing%' order by 1");
  }

  private static void ensure(String table, String step, String since, String until) {
    database.execute(
        "select ensure_partitions('%s', '%s', '%s', '%s')".formatted(table, step, since, until));
  }

  private static void receipt(String tenant, String id, String time) {
    database.execute(
        """
        insert into receipts_v1.receipt (tenant, store_id, receipt_id, type, occurred_at, currency,
          discount, total, lines, payments, ingested_at)
        values ('%s', 's', '%s', 'sale', '%s', '', 0, 1, '[]', '[]', now())
        """
            .formatted(tenant, id, time));
  }

  private static String boundsOf(String table) {
    return "select pg_get_expr(c.relpartbound, c.oid) from pg_inherits i join pg_class c"
        + " on c.oid = i.inhrelid where i.inhparent = '"
        + table
        + "'::regclass and c.relname > '"
        + table.substring(table.indexOf('.') + 1)
        + "_2010' order by c.relname";
  }
}
