package io.millrace.projection.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.PostgresServer;
import io.millrace.projection.reads.ReadApp;
import io.millrace.projection.reads.ReadClient;
import io.millrace.projection.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicaIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String TOPIC = "catalog.products.v1";

  private static PostgresServer primary;
  private static PostgresServer replica;
  private static ReadApp app;
  private static ReadClient client;
  private static TestDatabase replicaDatabase;

  @BeforeAll
  static void start() {
    primary = new PostgresServer(null, 0);
    primary.start();
    replica = primary.replica();
    replica.start();
    replicaDatabase = TestDatabase.at(replica.superuserUrl());
    app =
        ReadApp.on(
            primary,
            primary.url(),
            List.of(),
            "--database.read-replica-url=" + replica.url(),
            "--database.read-replica-max-lag=8s");
    client = app.client("replicated", "read");
  }

  @AfterAll
  static void stop() {
    app.close();
    replica.close();
    primary.close();
  }

  @BeforeEach
  void awaitReplica() {
    awaitUsed(1);
  }

  @Test
  void reads_ofAReplicaBehindAreOldOnlyForAWhile_andNeverPastAPosition() {
    product("before");
    watermark(1, "2026-03-29T10:00:00Z");
    await().atMost(SOON).until(() -> has(products(), "before"));
    assertThat(replicaDatabase.value(queriesOf("projection-store-replica"))).isNotEqualTo("0");

    replicaDatabase.execute("select pg_wal_replay_pause()");
    await()
        .until(
            () -> replicaDatabase.value("select pg_get_wal_replay_pause_state()").equals("paused"));
    product("after");
    watermark(2, "2026-03-29T11:00:00Z");
    await()
        .untilAsserted(
            () -> {
              ReadClient.Answer old = products();
              assertThat(has(old, "after")).isFalse();
              assertThat(old.header("X-Fresh-As-Of")).isEqualTo("2026-03-29T10:00:00Z");
            });

    ReadClient.Answer after = products("X-Read-After", TOPIC + "-99@2");
    assertThat(has(after, "after")).isTrue();
    assertThat(after.header("X-Fresh-As-Of")).isEqualTo("2026-03-29T11:00:00Z");
    assertThat(has(products("X-Read-After", TOPIC + "-99@1"), "before")).isTrue();

    awaitUsed(0);
    assertThat(has(products(), "after")).isTrue();

    replicaDatabase.execute("select pg_wal_replay_resume()");
    awaitUsed(1);
    assertThat(has(products(), "after")).isTrue();
  }

  @Test
  void reads_goOnWhenTheReplicaDies_andReturnToIt() {
    product("steady");
    await().atMost(SOON).until(() -> has(products(), "steady"));
    Thread killer = new Thread(replica::kill);
    killer.start();
    for (int i = 0; i < 300 || used() == 1; i++) {
      assertThat(has(products(), "steady")).isTrue();
    }
    assertThat(used()).isZero();
    replica.start();
    awaitUsed(1);
    assertThat(has(products(), "steady")).isTrue();
  }

  @Test
  void reads_goOnWhenThePrimaryIsAway() {
    product("lasting");
    app.sql("insert into watermark values ('products', 1, ?, 5, 7, '1971-01-01Z')", TOPIC);
    String covered = TOPIC + "-5@7";
    await().atMost(SOON).until(() -> has(products(), "lasting"));
    await()
        .atMost(SOON)
        .until(
            () -> !replicaDatabase.rows("select from watermark where \"partition\" = 5").isEmpty());
    primary.stop();
    try {
      for (int i = 0; i < 50; i++) {
        assertThat(has(products(), "lasting")).isTrue();
      }
      String asOf = products().header("X-Fresh-As-Of");
      for (String path :
          List.of(
              "/api/products/lasting",
              "/api/products/search?barcode=code-lasting",
              "/api/products/search?barcode=code-lasting&limit=5",
              "/api/products/search?q=lasting",
              "/api/stock")) {
        ReadClient.Answer answer = client.get(path);
        assertThat(answer.status()).as(path + answer.body()).isEqualTo(200);
        assertThat(answer.header("X-Fresh-As-Of")).as(path).isIn(asOf, "1970-01-01T00:00:00Z");
        assertThat(path.equals("/api/stock") || has(answer, "lasting")).as(path).isTrue();
      }
      assertThat(client.get("/api/products/none").status()).isEqualTo(404);
      ReadClient.Answer after = client.get("/api/products/lasting", "X-Read-After", covered);
      assertThat(after.status()).as(after.body()).isEqualTo(200);
      assertThat(
              client
                  .get("/api/products/lasting", "X-Read-After", TOPIC + "-5@8", "Prefer", "wait=0")
                  .code())
          .isEqualTo("not-yet-visible");
      assertThat(
              app.client("replicated-ops", "ops")
                  .get("/api/db/stats")
                  .json()
                  .path("databases")
                  .valueStream()
                  .map(server -> server.path("server").asString()))
          .containsExactly("replica");
    } finally {
      primary.start();
    }
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              product("back");
              assertThat(has(client.get("/api/products/back"), "back")).isTrue();
            });
  }

  /** The list: look-ups of one product go to the primary while it is there. */
  private ReadClient.Answer products(String... headers) {
    return client.get("/api/products?limit=500", headers);
  }

  private static boolean has(ReadClient.Answer answer, String id) {
    return answer.status() == 200 && answer.body().contains("\"" + id + "\"");
  }

  private static void product(String id) {
    app.sql(
        "insert into products_v1.product (tenant, product_id, name, barcode, price, is_active,"
            + " updated_at, log_offset) values ('replicated', ?, ?, ?, 1, true, now(), 1)"
            + " on conflict do nothing",
        id,
        "Tea " + id,
        "code-" + id);
  }

  private static void watermark(long offset, String ingestedAt) {
    app.watermark("products", TOPIC, offset, Instant.parse(ingestedAt));
  }

  private static String queriesOf(String application) {
    return "select count(*) from pg_stat_activity where application_name = '" + application + "'";
  }

  private static void awaitUsed(int expected) {
    await().atMost(SOON).until(() -> used() == expected);
  }

  private static int used() {
    return app.anonymous(null)
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("database_replica_used "))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }
}
