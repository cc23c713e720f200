package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.LateFact;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/**
 * Facts of stock that came when the topology had folded what they belong to, from the topics to the
 * level that readers and watchers see.
 */
class LateStockIT {

  private static final String TENANT = "late-stock";
  private static final Instant RETIRED = at(4);

  private final ReadApp app = ReadApp.shared();
  private final ReadClient client = app.client(TENANT, "read");
  private final StockFacts facts = new StockFacts(app.topics(), TENANT);

  @Test
  void level_isThatOfTheWholeHistory_howeverLateItIsTold() throws Exception {
    try (LiveWatch watch = LiveWatch.of(client, "stock:st")) {
      watch.awaitWatching("stock:st").awaitFlowing(app, TENANT, "stock:st");
      fact("m1", "delivery", 10, 1);
      send(level(10, 1));
      fact("r1", "sale", -2, 5);
      send(level(8, 2));
      awaitLevel("8", at(5));

      RecordMetadata first = fact("r2", "sale", -3, 3);
      send(late("receipt", "r2", first, -3, 3));
      RecordMetadata again = fact("r2", "sale", -3, 3);
      send(late("receipt", "r2", again, -3, 3));
      send(late("receipt", "r2", first, -3, 3));
      awaitLevel("5", at(5));
      awaitSeen(watch, "5", at(5));

      RecordMetadata counted = fact("c1", "stocktake", 50, 2);
      send(stocktake("c1", counted, 50, 2));
      awaitLevel("45", at(5));
      send(stocktake("c1", fact("c1", "stocktake", 50, 2), 50, 2));
      fact("r3", "sale", -1, 6);
      send(level(7, 3).setUpdatedAt(Timestamps.of(at(6))));
      awaitLevel("44", at(6));
      awaitSeen(watch, "44", at(6));

      fact("c2", "stocktake", 20, 7);
      send(level(20, 4).setUpdatedAt(Timestamps.of(at(7))).setCountedAt(Timestamps.of(at(7))));
      awaitLevel("20", at(7));
      send(late("movement", "m2", fact("m2", "delivery", 9, 3), 9, 3));
      send(level(19, 5).setUpdatedAt(Timestamps.of(at(8))).setCountedAt(Timestamps.of(at(7))));
      awaitLevel("19", at(8));
    }
  }

  @Test
  void level_ofAProductWithLateFactsAlone_isThere() {
    StockFacts cups = new StockFacts(app.topics(), TENANT, "cup");
    RecordMetadata sold = cups.add("st", "r9", "sale", -4, at(3).toString());
    send(late("receipt", "r9", sold, -4, 3).setProductId("cup"));

    await()
        .untilAsserted(
            () ->
                assertThat(client.get("/api/stock/cup").body())
                    .isEqualTo(
                        "{\"levels\":[{\"productId\":\"cup\",\"storeId\":\"st\",\"quantity\":-4,"
                            + "\"updatedAt\":\"2026-01-03T10:00:00Z\"}]}"));
  }

  private RecordMetadata fact(String id, String reason, long quantity, int day) {
    return facts.add("st", id, reason, quantity, at(day).toString());
  }

  private void send(StockLevel.Builder row) {
    app.topics().send(Topics.PROJECTION_STOCK_LEVELS, Keys.of(TENANT, "st"), row.build());
  }

  private static StockLevel.Builder level(long quantity, long revision) {
    return StockLevel.newBuilder()
        .setTenant(TENANT)
        .setStoreId("st")
        .setProductId("tea")
        .setQuantityMilli(quantity * 1_000)
        .setUpdatedAt(Timestamps.of(at(5)))
        .setRevision(revision);
  }

  private static StockLevel.Builder late(
      String kind, String id, RecordMetadata fact, long quantity, int day) {
    return level(quantity, 1)
        .setUpdatedAt(Timestamps.of(at(day)))
        .setLate(
            LateFact.newBuilder()
                .setIdentity(Keys.of(kind, "/tenants/late-stock/stores/st", id))
                .setPosition(
                    InputPosition.newBuilder()
                        .setTopic(fact.topic())
                        .setPartition(fact.partition())
                        .setOffset(fact.offset())));
  }

  private static StockLevel.Builder stocktake(
      String id, RecordMetadata fact, long quantity, int day) {
    return late("movement", id, fact, quantity, day)
        .setCountedAt(Timestamps.of(at(day)))
        .setKnownMilli(10_000)
        .setKnownBefore(Timestamps.of(RETIRED));
  }

  private static Instant at(int day) {
    return Instant.parse("2026-01-01T10:00:00Z").plus(Duration.ofDays(day - 1));
  }

  private void awaitLevel(String quantity, Instant updatedAt) {
    await()
        .untilAsserted(
            () ->
                assertThat(client.get("/api/stock/tea?storeId=st").body())
                    .isEqualTo("{\"levels\":[%s]}".formatted(shown(quantity, updatedAt))));
  }

  private static void awaitSeen(LiveWatch watch, String quantity, Instant updatedAt) {
    await().until(() -> watch.holds(shown(quantity, updatedAt)));
  }

  private static String shown(String quantity, Instant updatedAt) {
    return "{\"productId\":\"tea\",\"storeId\":\"st\",\"quantity\":%s,\"updatedAt\":\"%s\"}"
        .formatted(quantity, updatedAt);
  }
}
