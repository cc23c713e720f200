package io.millrace.streams.stockalert;

import static io.millrace.schemas.projection.v1.StockAlertState.STOCK_ALERT_STATE_LOW;
import static io.millrace.schemas.projection.v1.StockAlertState.STOCK_ALERT_STATE_OK;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.schemas.projection.v1.StockAlert;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.FactMeter;
import io.millrace.streams.projection.ProjectionDriver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StockAlertsTopologyTest {

  private final List<String> metered = new ArrayList<>();
  private final AlertDriver shop =
      new AlertDriver(
          new FactMeter() {
            @Override
            public void counted() {
              metered.add("counted");
            }

            @Override
            public void duplicate() {
              metered.add("duplicate");
            }

            @Override
            public void deadLetter() {
              metered.add("dead letter");
            }
          });

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void crossing_isToldOnceUntilTheLevelIsWellAboveTheThreshold() {
    shop.product("tea", 5_000L);
    assertThat(shop.level("s1", "tea", 10_000, 1)).isEmpty();
    assertThat(shop.level("s1", "tea", 5_000, 2))
        .singleElement()
        .isEqualTo(
            StockAlert.newBuilder()
                .setTenant("demo")
                .setStoreId("s1")
                .setProductId("tea")
                .setProductName("name of tea")
                .setState(STOCK_ALERT_STATE_LOW)
                .setQuantityMilli(5_000)
                .setThresholdMilli(5_000)
                .setSince(Timestamps.of(AlertDriver.AT.plusSeconds(2)))
                .setIngestedAt(Timestamps.of(ProjectionDriver.NOW))
                .setCrossings(1)
                .setLevelRevision(2)
                .setRevision(1)
                .build());
    for (long[] quiet : new long[][] {{4_000, 3}, {5_500, 4}, {3_000, 5}, {6_000, 6}}) {
      assertThat(shop.level("s1", "tea", quiet[0], quiet[1])).isEmpty();
    }
    assertThat(shop.level("s1", "tea", 6_001, 7))
        .singleElement()
        .satisfies(
            ok -> {
              assertThat(ok.getState()).isEqualTo(STOCK_ALERT_STATE_OK);
              assertThat(ok.getCrossings()).isEqualTo(1);
              assertThat(ok.getRevision()).isEqualTo(2);
              assertThat(ok.getQuantityMilli()).isEqualTo(6_001);
            });
    assertThat(shop.level("s1", "tea", 0, 8))
        .singleElement()
        .satisfies(low -> assertThat(low.getCrossings()).isEqualTo(2));
  }

  @Test
  void crossing_isNotifiedOnceAndToTheStore() {
    shop.product("tea", 5_000L);
    shop.level("s1", "tea", 4_500, 1);
    shop.level("s1", "tea", 20_000, 2);
    shop.level("s1", "tea", -1_000, 3);
    shop.level("s2", "tea", 5_000, 3);

    List<Notification> sent =
        shop.notifications().stream()
            .peek(
                record ->
                    assertThat(record.key())
                        .isEqualTo(
                            "demo/"
                                + record.value().getUserId()
                                + "/"
                                + record.value().getNotificationId()))
            .map(record -> record.value())
            .toList();
    assertThat(sent)
        .extracting(Notification::getUserId)
        .containsExactly("store:s1", "store:s1", "store:s2");
    assertThat(sent).extracting(Notification::getNotificationId).doesNotHaveDuplicates();
    assertThat(sent).extracting(Notification::getKind).containsOnly("low-stock");
    assertThat(sent.get(0).getTitle()).isEqualTo("Low stock: name of tea");
    assertThat(sent.get(0).getBody()).isEqualTo("4.5 left in s1, the threshold is 5");
    assertThat(Timestamps.toInstant(sent.get(0).getCreatedAt())).isEqualTo(ProjectionDriver.NOW);

    try (AlertDriver again = new AlertDriver()) {
      again.product("tea", 5_000L);
      again.level("s1", "tea", 4_500, 1);
      assertThat(again.notifications())
          .singleElement()
          .satisfies(record -> assertThat(record.value()).isEqualTo(sent.get(0)));
    }
  }

  @Test
  void level_thatIsNotNewer_isIgnored() {
    shop.product("tea", 5_000L);
    shop.level("s1", "tea", 10_000, 4);
    assertThat(shop.level("s1", "tea", 1_000, 3)).isEmpty();
    assertThat(shop.level("s1", "tea", 1_000, 4)).isEmpty();
    assertThat(shop.level("s1", "tea", 1_000, 5)).hasSize(1);
    assertThat(metered).containsExactly("counted", "counted", "duplicate", "duplicate", "counted");
  }

  @Test
  void threshold_thatComesLater_isComparedWithTheLevelsOfAllStores() {
    shop.level("s1", "tea", 3_000, 1);
    shop.level("s2", "tea", 30_000, 1);
    shop.level("s/3", "tea", 2_000, 1);
    shop.level("s1", "tea2", 0, 1);

    List<StockAlert> alerts = shop.product("tea", 5_000L);

    assertThat(alerts).extracting(StockAlert::getStoreId).containsExactlyInAnyOrder("s1", "s/3");
    assertThat(alerts)
        .allSatisfy(
            alert -> {
              assertThat(alert.getState()).isEqualTo(STOCK_ALERT_STATE_LOW);
              assertThat(Timestamps.toInstant(alert.getSince()))
                  .isEqualTo(AlertDriver.AT.plusSeconds(3_600));
            });
    assertThat(shop.product("tea", 5_000L)).isEmpty();
  }

  @Test
  void threshold_thatChanges_startsAndEndsAlerts() {
    shop.level("s1", "tea", 7_000, 1);
    assertThat(shop.product("tea", 5_000L)).isEmpty();
    assertThat(shop.product("tea", 8_000L))
        .extracting(StockAlert::getCrossings)
        .containsExactly(1L);
    assertThat(shop.product("tea", 9_000L)).isEmpty();
    assertThat(shop.product("tea", 6_500L)).as("within the band").isEmpty();
    assertThat(shop.product("tea", 5_000L))
        .extracting(StockAlert::getState)
        .containsExactly(STOCK_ALERT_STATE_OK);
    assertThat(shop.product("tea", 7_000L))
        .extracting(StockAlert::getCrossings)
        .containsExactly(2L);
    assertThat(shop.notifications())
        .extracting(record -> record.value().getNotificationId())
        .hasSize(2)
        .doesNotHaveDuplicates();
  }

  @Test
  void alert_ends_whenTheProductHasNoThresholdOrIsDeleted() {
    shop.product("tea", 5_000L);
    shop.product("cup", 5_000L);
    shop.level("s1", "tea", 0, 1);
    shop.level("s1", "cup", 0, 1);
    for (List<StockAlert> ended : List.of(shop.product("tea", null), shop.deleted("cup"))) {
      assertThat(ended)
          .singleElement()
          .satisfies(
              alert -> {
                assertThat(alert.getState()).isEqualTo(STOCK_ALERT_STATE_OK);
                assertThat(alert.hasThresholdMilli()).isFalse();
                assertThat(alert.getProductName()).startsWith("name of");
              });
    }
    assertThat(shop.level("s1", "cup", -3_000, 2)).isEmpty();
    assertThat(shop.product("cup", 1_000L))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.getCrossings()).isEqualTo(2);
              assertThat(alert.getQuantityMilli()).isEqualTo(-3_000);
            });
  }

  @Test
  void record_thatIsNoLevelOrProduct_becomesDeadLetterOfItsOwnTopic() {
    shop.send(StockLevel.newBuilder().setTenant("demo").setStoreId("s1").build());
    shop.send("demo/tea", Product.newBuilder().setTenant("demo").build().toByteArray());
    shop.send(
        "demo/cup",
        Product.newBuilder().setTenant("demo").setProductId("tea").build().toByteArray());

    assertThat(shop.deadLetters(Topics.PROJECTION_STOCK_LEVELS))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(EventHeaders.get(letter.headers(), EventHeaders.DEAD_LETTER_REASON))
                    .isEqualTo("product_id: empty (expected: an id)"));
    assertThat(shop.deadLetters(Topics.CATALOG_PRODUCTS)).hasSize(2);
    assertThat(metered).containsOnly("dead letter").hasSize(3);
  }
}
