package io.millrace.schemas.topic;

import static io.millrace.schemas.topic.TopicSpec.Timestamps.CREATE_TIME;
import static io.millrace.schemas.topic.TopicSpec.Timestamps.LOG_APPEND_TIME;

import com.google.protobuf.Message;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.catalog.v1.Reference;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.chat.v1.ChatRead;
import io.millrace.schemas.config.v1.ApiKey;
import io.millrace.schemas.config.v1.Plan;
import io.millrace.schemas.config.v1.ProjectionVersions;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.notification.v1.NotificationRead;
import io.millrace.schemas.ops.v1.DeadLetterMark;
import io.millrace.schemas.projection.v1.AiUsage;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.schemas.projection.v1.ProductSales;
import io.millrace.schemas.projection.v1.SalesBreakdown;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.projection.v1.ShiftState;
import io.millrace.schemas.projection.v1.StockAlert;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.projection.v1.WebhookStats;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.Shift;
import io.millrace.schemas.stock.v1.StockMovement;
import io.millrace.schemas.webhook.v1.WebhookRejections;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every topic of Millrace. Topics joined by one topology have the same number of partitions and
 * keys that start with the same components, so none repartitions; the exception is stock alerts,
 * where levels by store meet products.
 */
public final class Topics {

  /** Facts and projections: the bound on how many processes of an app share the work. */
  private static final int PARTITIONS = 6;

  private static final Duration REPLAY_HORIZON = Duration.ofDays(400);
  private static final Duration MONTH = Duration.ofDays(30);

  private static final String INGEST = "ingest-api";
  private static final String STREAMS = "stream-processors";
  private static final String STORE = "projection-store";
  private static final String WORKER = "ai-worker";

  public static final TopicSpec WEBHOOKS_RECEIVED =
      fact("webhooks.received.v1", "tenant/source", null, MONTH, STREAMS);
  public static final TopicSpec WEBHOOKS_REJECTED =
      fact(
          "webhooks.rejected.v1",
          "tenant/source",
          WebhookRejections.getDefaultInstance(),
          MONTH,
          STREAMS);

  public static final TopicSpec SALES_RECEIPTS =
      fact(
          "sales.receipts.v1",
          "tenant/store",
          Receipt.getDefaultInstance(),
          REPLAY_HORIZON,
          STREAMS,
          STORE);
  public static final TopicSpec SALES_SHIFTS =
      fact("sales.shifts.v1", "tenant/store", Shift.getDefaultInstance(), REPLAY_HORIZON, STREAMS);
  public static final TopicSpec STOCK_MOVEMENTS =
      fact(
          "stock.movements.v1",
          "tenant/store",
          StockMovement.getDefaultInstance(),
          REPLAY_HORIZON,
          STREAMS,
          STORE);

  public static final TopicSpec CHAT_MESSAGES =
      fact(
          "chat.messages.v1",
          "tenant/conversation",
          ChatMessage.getDefaultInstance(),
          MONTH,
          STREAMS,
          STORE);
  public static final TopicSpec CHAT_READS =
      fact("chat.reads.v1", "tenant/conversation", ChatRead.getDefaultInstance(), MONTH, STREAMS);
  public static final TopicSpec NOTIFICATIONS_READS =
      fact(
          "notifications.reads.v1",
          "tenant/user",
          NotificationRead.getDefaultInstance(),
          MONTH,
          STORE);

  public static final TopicSpec AI_REQUESTS_HIGH = aiRequests("ai.requests.high.v1", INGEST);
  public static final TopicSpec AI_REQUESTS_NORMAL = aiRequests("ai.requests.normal.v1", INGEST);
  public static final TopicSpec AI_REQUESTS_LOW = aiRequests("ai.requests.low.v1", INGEST);
  public static final TopicSpec AI_REQUESTS_RETRY = aiRequests("ai.requests.retry.v1", WORKER);
  public static final TopicSpec AI_RESULTS =
      new TopicSpec(
          "ai.results.v1",
          "tenant/request",
          AiResult.getDefaultInstance(),
          PARTITIONS,
          Duration.ofDays(7),
          CREATE_TIME,
          WORKER,
          List.of(STREAMS, STORE));

  public static final TopicSpec CATALOG_PRODUCTS =
      compacted("catalog.products.v1", "tenant/product", Product.getDefaultInstance(), PARTITIONS);
  public static final TopicSpec CATALOG_REFERENCE =
      compacted(
          "catalog.reference.v1", "tenant/kind/id", Reference.getDefaultInstance(), PARTITIONS);

  public static final TopicSpec CONFIG_SOURCES =
      config("config.sources.v1", "source key", Source.getDefaultInstance());
  public static final TopicSpec CONFIG_KEYS =
      config("config.keys.v1", "key id", ApiKey.getDefaultInstance());
  public static final TopicSpec CONFIG_PLANS =
      config("config.plans.v1", "plan", Plan.getDefaultInstance());

  public static final TopicSpec CONFIG_PROJECTIONS =
      new TopicSpec(
          "config.projections.v1",
          "projection",
          ProjectionVersions.getDefaultInstance(),
          1,
          null,
          CREATE_TIME,
          STORE,
          List.of(STREAMS, STORE));

  public static final TopicSpec OPS_DEAD_LETTERS =
      new TopicSpec(
          "ops.dead-letters.v1",
          "a dead letter's position",
          DeadLetterMark.getDefaultInstance(),
          1,
          null,
          CREATE_TIME,
          "ops",
          List.of("ops"));

  public static final TopicSpec PROJECTION_SALES_BY_HOUR =
      projection(
          "projection.sales-by-hour.v1",
          "tenant/store/currency/start",
          SalesBucket.getDefaultInstance());
  public static final TopicSpec PROJECTION_SALES_BY_DAY =
      projection(
          "projection.sales-by-day.v1",
          "tenant/store/currency/start",
          SalesBucket.getDefaultInstance());
  public static final TopicSpec PROJECTION_PRODUCT_SALES =
      projection(
          "projection.product-sales.v1",
          "tenant/store/currency/product/start",
          ProductSales.getDefaultInstance());
  public static final TopicSpec PROJECTION_SALES_BREAKDOWN =
      projection(
          "projection.sales-breakdown.v1",
          "tenant/store/currency/dimension/value/start",
          SalesBreakdown.getDefaultInstance());
  public static final TopicSpec PROJECTION_SHIFTS =
      projection("projection.shifts.v1", "tenant/store/shift", ShiftState.getDefaultInstance());
  public static final TopicSpec PROJECTION_STOCK_LEVELS =
      projection(
          "projection.stock-levels.v1", "tenant/store/product", StockLevel.getDefaultInstance());
  public static final TopicSpec PROJECTION_STOCK_ALERTS =
      projection(
          "projection.stock-alerts.v1", "tenant/store/product", StockAlert.getDefaultInstance());
  public static final TopicSpec PROJECTION_WEBHOOK_STATS =
      projection(
          "projection.webhook-stats.v1", "tenant/source/start", WebhookStats.getDefaultInstance());
  public static final TopicSpec PROJECTION_AI_USAGE =
      projection(
          "projection.ai-usage.v1",
          "tenant/model/priority/start/part",
          AiUsage.getDefaultInstance());
  public static final TopicSpec PROJECTION_NOTIFICATIONS =
      projection(
          "projection.notifications.v1",
          "tenant/user/notification",
          Notification.getDefaultInstance());
  public static final TopicSpec PROJECTION_CHAT_CONVERSATIONS =
      projection(
          "projection.chat-conversations.v1",
          "tenant/conversation[/kind/id]",
          ChatRow.getDefaultInstance());

  private static final List<TopicSpec> LIVE =
      List.of(
          WEBHOOKS_RECEIVED,
          WEBHOOKS_REJECTED,
          SALES_RECEIPTS,
          SALES_SHIFTS,
          STOCK_MOVEMENTS,
          CHAT_MESSAGES,
          CHAT_READS,
          NOTIFICATIONS_READS,
          AI_REQUESTS_HIGH,
          AI_REQUESTS_NORMAL,
          AI_REQUESTS_LOW,
          AI_REQUESTS_RETRY,
          AI_RESULTS,
          CATALOG_PRODUCTS,
          CATALOG_REFERENCE,
          CONFIG_SOURCES,
          CONFIG_KEYS,
          CONFIG_PLANS,
          CONFIG_PROJECTIONS,
          OPS_DEAD_LETTERS,
          PROJECTION_SALES_BY_HOUR,
          PROJECTION_SALES_BY_DAY,
          PROJECTION_PRODUCT_SALES,
          PROJECTION_SALES_BREAKDOWN,
          PROJECTION_SHIFTS,
          PROJECTION_STOCK_LEVELS,
          PROJECTION_STOCK_ALERTS,
          PROJECTION_WEBHOOK_STATS,
          PROJECTION_AI_USAGE,
          PROJECTION_NOTIFICATIONS,
          PROJECTION_CHAT_CONVERSATIONS);

  /** Every topic with its dead-letter topic; what {@code ./millrace topics apply} creates. */
  public static final List<TopicSpec> ALL =
      LIVE.stream().flatMap(topic -> Stream.of(topic, topic.deadLetters())).toList();

  private Topics() {}

  /** The topic of that name, dead-letter topics and later versions of projections included. */
  public static Optional<TopicSpec> find(String name) {
    int version = TopicSpec.version(name);
    return ALL.stream()
        .filter(topic -> version == 1 || isOfProjection(topic))
        .map(topic -> topic.version(version))
        .filter(topic -> topic.name().equals(name))
        .findFirst();
  }

  /** Whether the topic holds a projection's rows, so that each version has one of its own. */
  public static boolean isOfProjection(TopicSpec topic) {
    return topic.owner().equals(STREAMS) && !topic.deadLetter();
  }

  private static TopicSpec fact(
      String name, String key, @Nullable Message schema, Duration retention, String... readers) {
    return new TopicSpec(
        name, key, schema, PARTITIONS, retention, CREATE_TIME, INGEST, List.of(readers));
  }

  private static TopicSpec aiRequests(String name, String owner) {
    return new TopicSpec(
        name,
        "request id",
        AiRequest.getDefaultInstance(),
        PARTITIONS,
        Duration.ofDays(1),
        CREATE_TIME,
        owner,
        List.of(WORKER, STORE));
  }

  private static TopicSpec compacted(String name, String key, Message schema, int partitions) {
    return new TopicSpec(
        name, key, schema, partitions, null, CREATE_TIME, INGEST, List.of(STREAMS, STORE));
  }

  private static TopicSpec config(String name, String key, Message schema) {
    return new TopicSpec(
        name, key, schema, 1, null, CREATE_TIME, INGEST, List.of(INGEST, WORKER, STORE));
  }

  private static TopicSpec projection(String name, String key, Message schema) {
    return new TopicSpec(
        name, key, schema, PARTITIONS, null, LOG_APPEND_TIME, STREAMS, List.of(STORE));
  }
}
