package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.projection.stock.StockSinkFixture;
import io.millrace.projection.support.TestDatabase;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.LateFact;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Old movements go, in years that no other test has, and every level stays what it was. */
class MovementRetentionIT {

  private static final String TENANT = "mv-kept";
  private static final String STORE = "st";

  private final ReadApp app = ReadApp.shared();
  private final TestDatabase database = TestDatabase.at(app.postgres().url());
  private final ReadClient client = app.client(TENANT, "read");
  private final List<StockFacts> all = new ArrayList<>();
  private final StockFacts tea = facts("tea");
  private final StockFacts cup = facts("cup");
  private final StockFacts jar = facts("jar");
  private final StockFacts gone = facts("gone");

  @Test
  void movements_areDroppedByQuarter_andNoLevelChanges() {
    tea.add(STORE, "t1", "delivery", 10, "2003-01-10T00:00:00Z");
    tea.add(STORE, "t2", "stocktake", 8, "2003-02-01T00:00:00Z");
    tea.add(STORE, "t3", "sale", -1, "2003-02-01T00:00:00.000000001Z");
    tea.add(STORE, "t4", "sale", -2, "2003-08-01T00:00:00Z");
    tea.add(STORE, "t5", "sale", -1, "2004-02-01T00:00:00Z");
    cup.add(STORE, "c0", "stocktake", 3, "1999-06-01T00:00:00Z");
    cup.add(STORE, "c1", "delivery", 5, "2003-03-01T00:00:00Z");
    cup.add(STORE, "c2", "sale", -1, "2004-02-01T00:00:00Z");
    RecordMetadata late = cup.add(STORE, "c3", "sale", -3, "2003-10-01T00:00:00Z");
    jar.add(STORE, "j1", "sale", -2, "2003-05-01T00:00:00Z");
    jar.add(STORE, "j2", "sale", -3, "2003-12-01T00:00:00Z");
    jar.add(STORE, "j3", "sale", -4, "2004-01-20T00:00:00Z");
    RecordMetadata counted = jar.add(STORE, "j4", "stocktake", 50, "2003-04-01T00:00:00Z");
    gone.add(STORE, "g1", "sale", -1, "2003-04-01T00:00:00Z");
    level("cup", 4, 1);
    level("jar", 1, 1);
    send(
        late("jar", "movement", "j4", counted, 50, "2003-04-01T00:00:00Z")
            .setCountedAt(time("2003-04-01T00:00:00Z"))
            .setKnownMilli(0)
            .setKnownBefore(time("2004-02-01T00:00:00Z")));
    awaitLevel("jar", 1 + 50 - 9);
    assertThat(history("tea")).containsExactly("t5 4", "t4 5", "t3 7", "t2 8", "t1 10");
    assertThat(history("cup")).containsExactly("c2 4", "c3 5", "c1 8", "c0 3");

    retention();
    assertThat(partition("2003_04")).as("a stocktake came within a day").isNotEmpty();
    aDayPasses();
    retention();
    retention();
    for (String quarter : List.of("2003_01", "2003_04", "2003_07", "2003_10")) {
      assertThat(partition(quarter)).as(quarter).isEmpty();
    }
    assertThat(history("tea")).containsExactly("t5 4");
    assertThat(history("cup")).containsExactly("c2 4");
    assertThat(history("gone")).as("known, though nothing of it is kept").isEmpty();
    assertThat(client.get("/api/stock/none/movements").status()).isEqualTo(404);
    assertThat(client.get("/api/stock/jar").body()).contains("\"quantity\":42,");

    send(late("cup", "receipt", "c3", late, -3, "2003-10-01T00:00:00Z"));
    awaitLevel("cup", 4 - 3);

    tea.add(STORE, "t1", "delivery", 10, "2004-02-02T00:00:00Z");
    tea.add(STORE, "t6", "delivery", 100, "2003-09-01T00:00:00Z");
    tea.add(STORE, "t7", "delivery", 1_000, "2003-01-15T00:00:00Z");
    jar.add(STORE, "j5", "sale", -1, "2003-06-01T00:00:00Z");
    RecordMetadata tooLate = tea.add(STORE, "t8", "stocktake", 77, "2003-03-01T00:00:00Z");
    assertThat(history("tea"))
        .as("without t7 and t8, which came too late to be listed")
        .containsExactly("t5 104", "t6 105");
    assertThat(history("jar")).containsExactly("j3 40");
    assertThat(client.get("/api/stock/jar").body()).contains("\"quantity\":41,");
    level("tea", 104, 1);
    send(
        late("tea", "movement", "t8", tooLate, 77, "2003-03-01T00:00:00Z")
            .setCountedAt(time("2003-03-01T00:00:00Z"))
            .setKnownMilli(0)
            .setKnownBefore(time("2004-01-15T00:00:00Z")));
    level("tea", 105, 2);
    awaitLevel("tea", 105);

    aDayPasses();
    database.execute(
        "alter table stock_movements_v1.stock_movement"
            + " detach partition stock_movements_v1.stock_movement_2003_07");
    retention();
    assertThat(partition("2003_07")).isEmpty();
    assertThat(history("tea")).containsExactly("t5 104");
    assertThat(history("jar")).containsExactly("j3 40");
    assertThat(client.get("/api/stock/jar").body()).contains("\"quantity\":41,");
  }

  @Test
  void levels_areThoseOfTheWholeHistory_afterEachPieceThatIsTaken() {
    StockFacts facts = facts("random");
    Random random = new Random(7);
    for (int i = 0; i < 120; i++) {
      String reason =
          List.of("sale", "sale", "refund", "delivery", "writeoff", "stocktake")
              .get(random.nextInt(6));
      facts.add("s" + i % 2, "x" + i, reason, quantity(random, reason), time(random, 20));
    }
    facts.add("s0", "end0", "sale", -1, "2004-03-01T00:00:00Z");
    facts.add("s1", "end1", "sale", -1, "2004-03-01T00:00:00Z");
    int kept = newest(facts).size();
    assertThat(kept).isBetween(3, 50);
    int pieces = 0;
    List<String> old = partitionsBefore2004();
    while (!old.isEmpty()) {
      for (String partition : old) {
        while (!database
            .value("select take_stock_movements('stock_movements_v1.%s', 7)".formatted(partition))
            .equals("0")) {
          assertThat(newest(facts)).hasSize(kept);
          if (++pieces % 4 == 0 && pieces < 40) {
            facts.add("s" + pieces % 2, "late" + pieces, "sale", -3, time(random, 17));
            assertThat(newest(facts)).hasSize(kept);
          }
        }
      }
      old = partitionsBefore2004();
    }
    assertThat(pieces).isGreaterThan(10);
  }

  private static long quantity(Random random, String reason) {
    long quantity = 1 + random.nextInt(9);
    return reason.equals("sale") || reason.equals("writeoff") ? -quantity : quantity;
  }

  /** From 2002 on, at few times, so that many are equal; with 20 of them into 2004. */
  private static String time(Random random, int times) {
    return Instant.parse("2002-01-05T00:00:00Z")
        .plus(Duration.ofDays(41L * random.nextInt(times)))
        .plusNanos(random.nextInt(3))
        .toString();
  }

  /** What happened since 2004, and that each level is the one of the whole history. */
  private List<String> newest(StockFacts facts) {
    List<String> shown = new ArrayList<>();
    movements("random", "?limit=500")
        .forEach(
            row -> {
              if (!row.path("occurredAt").asString().startsWith("2002")
                  && !row.path("occurredAt").asString().startsWith("2003")) {
                shown.add(row.path("storeId").asString() + " " + factAndLevel(row));
              }
            });
    assertThat(shown).isEqualTo(facts.expected(Set.of("s0", "s1")).subList(0, shown.size()));
    return shown;
  }

  /** Those that hold something. */
  private List<String> partitionsBefore2004() {
    return database
        .rows(
            "select distinct tableoid::regclass::text from stock_movements_v1.stock_movement"
                + " where occurred_at >= '2002-01-01Z' and occurred_at < '2004-01-01Z' order by 1")
        .stream()
        .map(name -> name.substring(name.indexOf('.') + 1))
        .toList();
  }

  private void aDayPasses() {
    database.execute(
        "update stock_movements_v1.stock_movement set ingested_at = occurred_at where tenant = '"
            + TENANT
            + "'");
  }

  private void retention() {
    StockSinkFixture.retention(
            app.postgres().url(),
            Duration.ofDays(90),
            Clock.fixed(Instant.parse("2004-04-10T00:00:00Z"), ZoneOffset.UTC))
        .run();
  }

  private StockFacts facts(String product) {
    StockFacts facts = new StockFacts(app.topics(), TENANT, product);
    all.add(facts);
    return facts;
  }

  private List<String> partition(String quarter) {
    return database.rows(
        "select relname from pg_class where relnamespace = 'stock_movements_v1'::regnamespace"
            + " and relkind = 'r' and relname = 'stock_movement_%s'".formatted(quarter));
  }

  /** Fact and level after it, the newest first. */
  private List<String> history(String product) {
    List<String> rows = new ArrayList<>();
    movements(product, "").forEach(row -> rows.add(factAndLevel(row)));
    return rows;
  }

  private static String factAndLevel(JsonNode row) {
    String id = row.has("receiptId") ? "receiptId" : "movementId";
    return row.path(id).asString() + " " + row.path("level").asLong();
  }

  /** The list, once all that was sent is in. */
  private JsonNode movements(String product, String query) {
    String sent =
        String.join(
            ", ", all.stream().map(StockFacts::positions).filter(text -> !text.isEmpty()).toList());
    ReadClient.Answer answer =
        client.get(
            "/api/stock/" + product + "/movements" + query,
            "X-Read-After",
            sent,
            "Prefer",
            "wait=20");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().path("movements");
  }

  private void awaitLevel(String product, long quantity) {
    await()
        .until(
            () ->
                client
                    .get("/api/stock/" + product)
                    .body()
                    .contains("\"quantity\":" + quantity + ","));
  }

  private void level(String product, long quantity, long revision) {
    send(row(product, quantity).setRevision(revision));
  }

  private void send(StockLevel.Builder row) {
    app.topics().send(Topics.PROJECTION_STOCK_LEVELS, Keys.of(TENANT, STORE), row.build());
  }

  private static StockLevel.Builder row(String product, long quantity) {
    return StockLevel.newBuilder()
        .setTenant(TENANT)
        .setStoreId(STORE)
        .setProductId(product)
        .setQuantityMilli(quantity * 1_000)
        .setUpdatedAt(time("2004-03-01T00:00:00Z"));
  }

  private static StockLevel.Builder late(
      String product, String kind, String id, RecordMetadata fact, long quantity, String at) {
    return row(product, quantity)
        .setUpdatedAt(time(at))
        .setLate(
            LateFact.newBuilder()
                .setIdentity(Keys.of(kind, "/tenants/" + TENANT + "/stores/" + STORE, id))
                .setPosition(
                    InputPosition.newBuilder()
                        .setTopic(fact.topic())
                        .setPartition(fact.partition())
                        .setOffset(fact.offset())));
  }

  private static com.google.protobuf.Timestamp time(String text) {
    return Timestamps.of(Instant.parse(text));
  }
}
