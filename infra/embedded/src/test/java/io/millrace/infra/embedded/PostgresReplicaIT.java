package io.millrace.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresReplicaIT {

  @Test
  void replica_followsItsPrimaryAlsoAfterBothWereAway() throws Exception {
    try (PostgresServer primary = new PostgresServer(null, 0)) {
      primary.start();
      Databases.execute(primary.url(), "CREATE TABLE probe AS SELECT 1 AS n");
      try (PostgresServer replica = primary.replica()) {
        replica.start();
        Databases.execute(primary.url(), "INSERT INTO probe VALUES (2)");
        awaitRows(replica, 2);
        assertThatThrownBy(() -> Databases.execute(replica.url(), "INSERT INTO probe VALUES (3)"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("read-only");

        replica.kill();
        Databases.execute(primary.url(), "INSERT INTO probe VALUES (3)");
        replica.start();
        awaitRows(replica, 3);

        primary.stop();
        assertThat(Databases.queryInt(replica.url(), "SELECT count(*) FROM probe")).isEqualTo(3);
        primary.start();
        Databases.execute(primary.url(), "INSERT INTO probe VALUES (4)");
        awaitRows(replica, 4);
      }
    }
  }

  private static void awaitRows(PostgresServer server, int rows) {
    await().until(() -> Databases.queryInt(server.url(), "SELECT count(*) FROM probe") == rows);
  }
}
