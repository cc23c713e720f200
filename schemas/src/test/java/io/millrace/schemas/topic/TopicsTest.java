package io.millrace.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsTest {

  @Test
  void all_hasExactlyTheTopicsUsersSee() {
    assertThat(Topics.ALL.stream().filter(topic -> !topic.deadLetter()).map(TopicSpec::name))
        .containsExactlyInAnyOrder(
            "webhooks.received.v1",
            "webhooks.rejected.v1",
            "sales.receipts.v1",
            "sales.shifts.v1",
            "stock.movements.v1",
            "chat.messages.v1",
            "chat.reads.v1",
            "notifications.reads.v1",
            "ai.requests.high.v1",
            "ai.requests.normal.v1",
            "ai.requests.low.v1",
            "ai.requests.retry.v1",
            "ai.results.v1",
            "catalog.products.v1",
            "catalog.reference.v1",
            "config.sources.v1",
            "config.keys.v1",
            "config.plans.v1",
            "config.projections.v1",
            "ops.dead-letters.v1",
            "projection.sales-by-hour.v1",
            "projection.sales-by-day.v1",
            "projection.product-sales.v1",
            "projection.sales-breakdown.v1",
            "projection.shifts.v1",
            "projection.stock-levels.v1",
            "projection.stock-alerts.v1",
            "projection.webhook-stats.v1",
            "projection.ai-usage.v1",
            "projection.notifications.v1",
            "projection.chat-conversations.v1");
  }

  @Test
  void all_hasADeadLetterTopicForEach() {
    for (TopicSpec topic : Topics.ALL) {
      if (!topic.deadLetter()) {
        assertThat(Topics.find(topic.name() + "-dlt"))
            .hasValueSatisfying(
                dlt -> {
                  assertThat(dlt.schema()).isEqualTo(topic.schema());
                  assertThat(dlt.retention()).isEqualTo(Duration.ofDays(14));
                });
      }
    }
    assertThat(Topics.find("sales.receipts.v2")).isEmpty();
  }

  @Test
  void joinedTopics_shareTheNumberOfPartitions() {
    assertSamePartitions(
        Topics.SALES_RECEIPTS,
        Topics.STOCK_MOVEMENTS,
        Topics.PROJECTION_SALES_BY_HOUR,
        Topics.PROJECTION_SALES_BY_DAY,
        Topics.PROJECTION_PRODUCT_SALES,
        Topics.PROJECTION_SALES_BREAKDOWN,
        Topics.SALES_SHIFTS,
        Topics.PROJECTION_SHIFTS,
        Topics.PROJECTION_STOCK_LEVELS);
    assertSamePartitions(
        Topics.WEBHOOKS_RECEIVED, Topics.WEBHOOKS_REJECTED, Topics.PROJECTION_WEBHOOK_STATS);
    assertSamePartitions(Topics.PROJECTION_STOCK_LEVELS, Topics.CATALOG_PRODUCTS);
    assertSamePartitions(
        Topics.CHAT_MESSAGES, Topics.CHAT_READS, Topics.PROJECTION_CHAT_CONVERSATIONS);
    assertSamePartitions(Topics.CHAT_MESSAGES, Topics.AI_RESULTS, Topics.PROJECTION_NOTIFICATIONS);
    assertSamePartitions(Topics.AI_RESULTS, Topics.PROJECTION_AI_USAGE);
    assertSamePartitions(
        Topics.AI_REQUESTS_HIGH,
        Topics.AI_REQUESTS_NORMAL,
        Topics.AI_REQUESTS_LOW,
        Topics.AI_REQUESTS_RETRY,
        Topics.AI_RESULTS);
  }

  @Test
  void retention_isTheReplayHorizon() {
    assertThat(Topics.SALES_RECEIPTS.retention()).isEqualTo(Duration.ofDays(400));
    assertThat(Topics.SALES_SHIFTS.retention()).isEqualTo(Duration.ofDays(400));
    assertThat(Topics.STOCK_MOVEMENTS.retention()).isEqualTo(Duration.ofDays(400));
    assertThat(Topics.WEBHOOKS_RECEIVED.retention()).isEqualTo(Duration.ofDays(30));
    assertThat(Topics.CHAT_MESSAGES.retention()).isEqualTo(Duration.ofDays(30));
    assertThat(Topics.AI_REQUESTS_HIGH.retention()).isEqualTo(Duration.ofDays(1));
    assertThat(Topics.AI_RESULTS.retention()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void config_keepsOldFacts_whereStreamsWrites() {
    for (TopicSpec topic : Topics.ALL) {
      if (topic.name().startsWith("projection.") && !topic.deadLetter()) {
        assertThat(topic.config())
            .containsEntry("cleanup.policy", "compact")
            .containsEntry("message.timestamp.type", "LogAppendTime")
            .doesNotContainKey("retention.ms");
      }
    }
    assertThat(Topics.SALES_RECEIPTS.config())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "34560000000")
        .containsEntry("message.timestamp.type", "CreateTime");
  }

  @Test
  void version_isATopicOfItsOwnWithTheSameSettings() {
    TopicSpec second = Topics.PROJECTION_STOCK_LEVELS.version(2);

    assertThat(second.name()).isEqualTo("projection.stock-levels.v1-r2");
    assertThat(second.config()).isEqualTo(Topics.PROJECTION_STOCK_LEVELS.config());
    assertThat(second.partitions()).isEqualTo(Topics.PROJECTION_STOCK_LEVELS.partitions());
    assertThat(second.deadLetters()).isEqualTo(Topics.PROJECTION_STOCK_LEVELS.deadLetters());
    assertThat(Topics.PROJECTION_STOCK_LEVELS.version(1)).isSameAs(Topics.PROJECTION_STOCK_LEVELS);
    assertThat(TopicSpec.firstVersion(second.name())).isEqualTo("projection.stock-levels.v1");
    assertThat(TopicSpec.version(second.name())).isEqualTo(2);
    assertThat(TopicSpec.version("projection.stock-levels.v1")).isEqualTo(1);
    assertThat(Topics.find(second.name())).hasValue(second);
    assertThat(Topics.find("sales.receipts.v1-r2")).isEmpty();
    assertThat(Topics.find("projection.stock-levels.v1-r0")).isEmpty();
  }

  @Test
  void topicSpec_refusesNoPartitions() {
    assertThatThrownBy(
            () ->
                new TopicSpec(
                    "t", "k", null, 0, null, TopicSpec.Timestamps.CREATE_TIME, "o", List.of()))
        .hasMessage("t: partitions: 0 (expected: > 0)");
  }

  private static void assertSamePartitions(TopicSpec... topics) {
    assertThat(topics).extracting(TopicSpec::partitions).containsOnly(topics[0].partitions());
  }
}
