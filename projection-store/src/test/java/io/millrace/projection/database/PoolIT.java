package io.millrace.projection.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.PostgresServer;
import io.millrace.projection.reads.ReadApp;
import io.millrace.projection.reads.ReadClient;
import io.millrace.projection.support.TestDatabase;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.PoolMetrics;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class PoolIT {

  private static final int USERS = 100;
  private static final int MOST_CONNECTIONS = 50;

  @Test
  void cancelledRequests_leakNoConnection_andAHundredUsersTakeFew() throws Exception {
    ReadApp app = ReadApp.shared();
    ReadClient client = app.client("pool", "read");
    PoolMetrics pool = app.bean("readPool", ConnectionPool.class).getMetrics().orElseThrow();
    TestDatabase database = TestDatabase.at(app.postgres().url());
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    try (Connection blocking = app.connection();
        Statement statement = blocking.createStatement()) {
      blocking.setAutoCommit(false);
      statement.execute("lock table products_v1.product in access exclusive mode");
      for (int i = 0; i < USERS; i++) {
        asked.add(
            client
                .http()
                .sendAsync(
                    client.request("/api/products").GET().build(),
                    HttpResponse.BodyHandlers.ofString()));
      }
      await().until(() -> pool.acquiredSize() == pool.getMaxAllocatedSize());
      assertThat(Integer.parseInt(database.value(connectionsOf("projection-store%"))))
          .isLessThan(MOST_CONNECTIONS);
      asked.forEach(request -> request.cancel(true));
      await().until(() -> pool.acquiredSize() == 0 && pool.pendingAcquireSize() == 0);
      blocking.rollback();
    }
    await().untilAsserted(() -> assertThat(client.get("/api/products").status()).isEqualTo(200));
    await().until(() -> pool.acquiredSize() == 0);
  }

  @Test
  void connections_areReplacedAtTheirAge_andClosedWhenIdle() {
    try (PostgresServer postgres = new PostgresServer(null, 0)) {
      postgres.start();
      TestDatabase database = TestDatabase.at(postgres.url());
      ConnectionPool aging = pool(postgres, Duration.ofSeconds(1), Duration.ofMinutes(1));
      Integer first = process(aging);
      await().until(() -> !process(aging).equals(first));
      aging.dispose();
      awaitNoConnection(database);

      ConnectionPool idle = pool(postgres, Duration.ofMinutes(1), Duration.ofSeconds(5));
      process(idle);
      assertThat(database.value(connectionsOf("projection-store-read"))).isEqualTo("1");
      awaitNoConnection(database);
      idle.dispose();
    }
  }

  private static void awaitNoConnection(TestDatabase database) {
    await().until(() -> database.value(connectionsOf("projection-store-read")).equals("0"));
  }

  private static ConnectionPool pool(PostgresServer postgres, Duration life, Duration idle) {
    Duration seconds = Duration.ofSeconds(5);
    return new DatabaseConfiguration()
        .readPool(
            new DatabaseSettings(
                postgres.url(),
                2,
                2,
                seconds,
                seconds,
                seconds,
                seconds,
                0,
                "",
                seconds,
                "",
                life,
                idle));
  }

  private static Integer process(ConnectionPool pool) {
    return Mono.usingWhen(
            pool.create(),
            connection ->
                Flux.from(connection.createStatement("select pg_backend_pid()").execute())
                    .concatMap(result -> result.map(row -> row.get(0, Integer.class)))
                    .next(),
            io.r2dbc.spi.Connection::close)
        .block(Duration.ofSeconds(10));
  }

  private static String connectionsOf(String application) {
    return "select count(*) from pg_stat_activity where application_name like '"
        + application
        + "'";
  }
}
