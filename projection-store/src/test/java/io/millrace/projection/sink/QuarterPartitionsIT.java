package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.projection.database.DatabaseFixture;
import io.millrace.projection.support.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithStack
class QuarterPartitionsIT {

  private static final String TABLE = "quarters.\"A fact\"";

  private TestDatabase database;

  @BeforeEach
  void table(Stack stack) throws InterruptedException {
    DatabaseFixture.migrate(stack.databaseUrl());
    database = TestDatabase.at(stack.databaseUrl());
    database.execute("drop schema if exists quarters cascade; create schema quarters");
    database.execute(
        "create table "
            + TABLE
            + " (id text, at timestamptz, primary key (id, at)) partition by range (at)");
  }

  @Test
  void ensure_makesWhatIsMissingOnce() {
    assertThat(ensure("2010-11-15", "2011-04-01")).isEqualTo(3);
    assertThat(ensure("2010-10-01", "2011-06-30")).isZero();
    assertThat(ensure("2011-06-30", "2011-07-01")).isEqualTo(1);
    assertThat(partitions())
        .containsExactly("A fact_2010q4", "A fact_2011q1", "A fact_2011q2", "A fact_2011q3");
    assertThat(
            database.value(
                "select count(*) from pg_index i join pg_class c on c.oid = i.indrelid"
                    + " where c.relname = 'A fact_2010q4' and i.indisprimary"))
        .isEqualTo("1");
  }

  @Test
  void ensure_boundsAreUtc_whateverTheSessionSays() {
    database.execute(
        "set timezone = 'Pacific/Auckland'; select ensure_quarter_partitions('"
            + TABLE
            + "', '2010-10-01', '2010-10-01')");
    database.execute("insert into " + TABLE + " values ('first', '2010-10-01T00:00:00Z')");
    database.execute("insert into " + TABLE + " values ('last', '2010-12-31T23:59:59.999999Z')");
    assertThat(database.value("select count(*) from quarters.\"A fact_2010q4\"")).isEqualTo("2");
  }

  @Test
  void ensure_ofOddYears_isOnePartitionAtEachEnd() {
    assertThat(ensure("0001-01-01", "1999-12-31")).isEqualTo(1);
    assertThat(ensure("1543-01-01", "2000-01-01")).isEqualTo(1);
    assertThat(ensure("2099-12-31", "9999-12-31")).isEqualTo(2);
    database.execute("insert into " + TABLE + " values ('old', '0001-01-01T00:00:00Z')");
    database.execute("insert into " + TABLE + " values ('new', '9999-12-31T00:00:00Z')");
    assertThat(partitions())
        .containsExactly("A fact_2000q1", "A fact_2099q4", "A fact_early", "A fact_late");
  }

  @Test
  void ensure_atTheSameTime_waitsForTheOther_andReadersDoNot() throws Exception {
    try (Connection first = database.open();
        Connection second = database.open()) {
      first.setAutoCommit(false);
      assertThat(ensure(first)).isEqualTo(1);
      CompletableFuture<Integer> made = CompletableFuture.supplyAsync(() -> ensure(second));
      await()
          .until(
              () ->
                  database
                      .value(
                          "select count(*) from pg_locks where locktype = 'advisory' and not granted")
                      .equals("1"));
      assertThat(database.value("select count(*) from " + TABLE)).isEqualTo("0");
      first.commit();
      assertThat(made.get()).isZero();
    }
    assertThat(partitions()).containsExactly("A fact_2010q4");
  }

  @Test
  void write_namesEachQuarterOnce() {
    List<Write> writes =
        QuarterPartitions.ensure(
            "s.t",
            Stream.of("2026-03-31T23:59:59Z", "2010-12-01T08:00:00Z", "2026-01-01T00:00:00Z")
                .map(Instant::parse));
    assertThat(writes).hasSize(1);
    assertThat((Object[]) writes.get(0).arguments().get(0))
        .containsExactly("2010-10-01", "2026-01-01");
    assertThat(QuarterPartitions.ensure("s.t", Stream.of())).isEmpty();
  }

  private int ensure(String from, String to) {
    return Integer.parseInt(
        database.value(
            "select ensure_quarter_partitions('" + TABLE + "', '" + from + "', '" + to + "')"));
  }

  private static int ensure(Connection connection) {
    try (Statement statement = connection.createStatement();
        ResultSet made =
            statement.executeQuery(
                "select ensure_quarter_partitions('" + TABLE + "', '2010-12-31', '2010-12-31')")) {
      made.next();
      return made.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> partitions() {
    return database.rows(
        "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where"
            + " i.inhparent = '"
            + TABLE
            + "'::regclass order by 1");
  }
}
