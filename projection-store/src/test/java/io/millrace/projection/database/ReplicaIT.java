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
    await().atMost(SOON).until(() -> has(products(), "lasting"));
    primary.stop();
    try {
      for (int i = 0; i < 50; i++) {
        assertThat(has(products(), "lasting")).isTrue();
      }
    } finally {
      primary.start();
    }
  }

  /** The list: look-ups of one product are cached, and filled from the primary alone. */
  private ReadClient.Answer products(String... headers) {
    return client.get("/api/products?limit=500", headers);
  }

  private static boolean has(ReadClient.Answer answer, String id) {
    return answer.status() == 200 && answer.body().contains("\"" + id + "\"");
  }

  private static void product(String id) {
    app.sql(
        "insert into products_v1.product (tenant, product_id, name, price, is_active, updated_at,"
            + " log_offset) values ('replicated', ?, 'Tea', 1, true, now(), 1)",
        id);
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
