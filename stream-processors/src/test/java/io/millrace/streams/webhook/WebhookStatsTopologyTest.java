package io.millrace.streams.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.WebhookStats;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.webhook.v1.WebhookRejections;
import io.millrace.streams.projection.Grain;
import io.millrace.streams.projection.ProjectionDriver;
import io.millrace.streams.projection.TestFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookStatsTopologyTest {

  private static final String KEY = "demo/github";
  private static final String SOURCE = "/tenants/demo/sources/github";
  private static final Instant NOW = ProjectionDriver.NOW;
  private static final String ROW = "demo/github/2026-11-20T12:00:00Z";

  private final ProjectionDriver<WebhookStats> driver =
      new ProjectionDriver<>(
          new WebhookStatsTopology(),
          Topics.PROJECTION_WEBHOOK_STATS,
          WebhookStats.getDefaultInstance());

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void count_addsDeliveriesByTypeInTheMinuteOfIngest() {
    deliver("1", "push", "12345", NOW);
    deliver("2", "push", "123", NOW.plusSeconds(29));
    deliver("3", null, "", NOW.plusSeconds(29));
    deliver("4", "issues", "1", NOW.plusSeconds(30));

    WebhookStats row = driver.row(ROW);
    assertThat(row.getTenant()).isEqualTo("demo");
    assertThat(row.getSourceKey()).isEqualTo("github");
    assertThat(row.getAccepted()).isEqualTo(3);
    assertThat(row.getBytes()).isEqualTo(8);
    assertThat(row.getByTypeMap()).containsOnly(entry("push", 2L), entry("unknown", 1L));
    assertThat(driver.row("demo/github/2026-11-20T12:01:00Z").getAccepted()).isEqualTo(1);
  }

  @Test
  void state_goesAfterTheGraceAndADuplicateAfterItCountsAsADelivery() {
    for (int day = 0; day < 400; day++) {
      for (int i = 0; i < 3; i++) {
        deliver(day + "-" + i, "push", "1", NOW.plus(Duration.ofDays(day)).plusSeconds(60 * i));
      }
    }
    assertThat(driver.entries("rows")).isLessThan(40 * 3 + 2 * 256);
    assertThat(driver.entries("dedupe")).isLessThan(84 * 3 + 2 * 256);

    Instant now = NOW.plus(Duration.ofDays(400));
    deliver("399-1", "push", "1", now);
    deliver("0-1", "push", "1", now);

    WebhookStats row =
        driver.row("demo/github/" + Grain.text(Grain.MINUTE.start(Timestamps.of(now))));
    assertThat(row.getDuplicates()).isEqualTo(1);
    assertThat(row.getAccepted()).isEqualTo(1);
    assertThat(driver.deadLetters(Topics.WEBHOOKS_RECEIVED)).isEmpty();
  }

  @Test
  void rejections_ofARetiredMinuteAreParked() {
    deliver("1", "push", "1", NOW);
    deliver("2", "push", "1", NOW.plus(Duration.ofDays(41)));
    driver.send(
        Topics.WEBHOOKS_REJECTED,
        KEY,
        WebhookRejections.newBuilder()
            .setTenant("demo")
            .setSourceKey("github")
            .setMinute(Timestamps.of(NOW))
            .putByReason("signature-mismatch", 1)
            .build()
            .toByteArray(),
        TestFacts.headers("flush", SOURCE, "rejections"),
        NOW.plus(Duration.ofDays(41)));

    assertThat(driver.row(ROW).getRejected()).isZero();
    assertThat(driver.deadLetters(Topics.WEBHOOKS_REJECTED)).hasSize(1);
  }

  @Test
  void duplicate_countsInTheMinuteItCameAgain() {
    deliver("1", "push", "12345", NOW);
    deliver("1", "push", "12345", NOW.plusSeconds(60));
    deliver("1", "push", "12345", NOW);

    assertThat(driver.row(ROW).getAccepted()).isEqualTo(1);
    assertThat(driver.row(ROW).getDuplicates()).isEqualTo(1);
    assertThat(driver.row(ROW).getBytes()).isEqualTo(5);
    WebhookStats again = driver.row("demo/github/2026-11-20T12:01:00Z");
    assertThat(again.getAccepted()).isZero();
    assertThat(again.getDuplicates()).isEqualTo(1);
  }

  @Test
  void rejections_countOncePerFlush() {
    deliver("1", "push", "12345", NOW);
    byte[] flush =
        WebhookRejections.newBuilder()
            .setTenant("demo")
            .setSourceKey("github")
            .setMinute(Timestamps.of(Instant.parse("2026-11-20T12:00:00Z")))
            .putByReason("signature-mismatch", 3)
            .putByReason("body-too-large", 1)
            .setDuplicates(2)
            .build()
            .toByteArray();
    reject("1", flush);
    List<WebhookStats> again = reject("1", flush);
    reject("2", flush);

    assertThat(driver.row(ROW).getRejected()).isEqualTo(8);
    assertThat(driver.row(ROW).getDuplicates()).isEqualTo(4);
    assertThat(driver.row(ROW).getAccepted()).isEqualTo(1);
    assertThat(again).singleElement().extracting(WebhookStats::getRejected).isEqualTo(4L);
    assertThat(again.get(0).getInput().getTopic()).isEqualTo("webhooks.rejected.v1");
    assertThat(again.get(0).getInput().getOffset()).isEqualTo(1);
  }

  @Test
  void types_beyondTheCapCountTogether() {
    for (int i = 0; i < DeliveryReader.MAX_TYPES + 5; i++) {
      deliver("first-" + i, "type-" + i, "1", NOW);
    }
    deliver("second-0", "type-0", "1", NOW);

    WebhookStats row = driver.row(ROW);
    assertThat(row.getByTypeMap())
        .hasSize(DeliveryReader.MAX_TYPES + 1)
        .containsEntry("type-0", 2L)
        .containsEntry(DeliveryReader.OTHER, 5L);
    assertThat(row.getAccepted()).isEqualTo(206);
  }

  @Test
  void delivery_withoutIdentityBecomesDeadLetter() {
    Headers headers = TestFacts.headers("1", SOURCE, "io.millrace.webhook.received.v1");
    headers.remove(EventHeaders.ID);
    driver.send(Topics.WEBHOOKS_RECEIVED, KEY, new byte[] {1}, headers, NOW);

    assertThat(driver.deadLetters(Topics.WEBHOOKS_RECEIVED))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.value()).containsExactly(1);
              assertThat(EventHeaders.get(letter.headers(), EventHeaders.DEAD_LETTER_REASON))
                  .isEqualTo("ce_id: unset (expected: a header)");
            });
  }

  private void deliver(String id, String type, String body, Instant at) {
    Headers headers = TestFacts.headers(id, SOURCE, "io.millrace.webhook.received.v1");
    if (type != null) {
      EventHeaders.add(headers, EventHeaders.WEBHOOK_TYPE, type);
    }
    driver.send(Topics.WEBHOOKS_RECEIVED, KEY, body.getBytes(), headers, at);
  }

  private List<WebhookStats> reject(String id, byte[] flush) {
    return driver.send(
        Topics.WEBHOOKS_REJECTED,
        KEY,
        flush,
        TestFacts.headers(id, SOURCE, "io.millrace.webhook.rejections.v1"),
        NOW);
  }

  private static Map.Entry<String, Long> entry(String type, long count) {
    return Map.entry(type, count);
  }
}
