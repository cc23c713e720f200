package io.millrace.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {

  @TempDir Path dir;

  @Test
  void start_findsItsDataAfterStopAndAfterKill() throws Exception {
    try (PostgresServer server = new PostgresServer(dir.resolve("postgres"), 0)) {
      server.start();
      String url = server.url();
      Databases.execute(url, "CREATE TABLE probe AS SELECT 1 AS n");
      // Left open: a stop must not wait for clients.
      try (Connection open = Databases.connect(url)) {
        server.stop();
        assertThat(open.isValid(1)).isFalse();
      }
      server.start();
      assertThat(server.url()).isEqualTo(url);
      Databases.execute(url, "INSERT INTO probe VALUES (2)");

      server.kill();
      server.start();
      assertThat(Databases.queryInt(url, "SELECT count(*) FROM probe")).isEqualTo(2);
    }
  }

  @Test
  void start_takesOverTheDirectoryOfAnEarlierServer() throws Exception {
    try (PostgresServer first = new PostgresServer(dir.resolve("postgres"), 0)) {
      first.start();
      Databases.execute(first.url(), "CREATE TABLE probe AS SELECT 7 AS n");
    }
    try (PostgresServer second = new PostgresServer(dir.resolve("postgres"), 0)) {
      second.start();
      assertThat(Databases.queryInt(second.url(), "SELECT n FROM probe")).isEqualTo(7);
    }
  }

  @Test
  void start_checksThePassword() {
    try (PostgresServer server = new PostgresServer(null, 0)) {
      server.start();
      String wrong = server.url().replace("millrace:millrace@", "millrace:other@");
      assertThatThrownBy(() -> Databases.connect(wrong))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void start_namesTheBusyPort() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        PostgresServer server = new PostgresServer(null, other.getLocalPort())) {
      assertThatThrownBy(server::start).isInstanceOf(PortBusyException.class);
    }
  }
}
