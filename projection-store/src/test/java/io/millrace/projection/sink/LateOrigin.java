package io.millrace.projection.sink;

import com.google.protobuf.Message;
import io.millrace.projection.ai.AiSinkFixture;
import io.millrace.projection.receipt.ReceiptSinkFixture;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Usage;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.function.Function;

/**
 * Facts that may be late, and the projection that knows which of them came first.
 *
 * @param source of their identities, by tenant
 */
record LateOrigin(
    Projection<?> projection,
    TopicSpec topic,
    String kind,
    Function<String, String> source,
    Function<Fact, Message> message) {

  static final LateOrigin RECEIPTS =
      new LateOrigin(
          ReceiptSinkFixture.receipts(),
          Topics.SALES_RECEIPTS,
          "receipt",
          tenant -> "/tenants/" + tenant + "/stores/s",
          LateOrigin::receipt);

  static final LateOrigin RESULTS =
      new LateOrigin(
          AiSinkFixture.requests(),
          Topics.AI_RESULTS,
          "ai-result",
          tenant -> tenant,
          LateOrigin::result);

  /** One of them, with the figure that is added up. */
  record Fact(String tenant, String id, Instant at, long total) {}

  String identity(Fact fact) {
    return Keys.of(kind, source.apply(fact.tenant), fact.id);
  }

  private static Message receipt(Fact fact) {
    return Receipt.newBuilder()
        .setTenant(fact.tenant)
        .setStoreId("s")
        .setReceiptId(fact.id)
        .setType(ReceiptType.RECEIPT_TYPE_SALE)
        .setOccurredAt(Timestamps.of(fact.at))
        .setTotal(fact.total)
        .build();
  }

  private static Message result(Fact fact) {
    return AiResult.newBuilder()
        .setTenant(fact.tenant)
        .setRequestId(fact.id)
        .setStatus(AiStatus.AI_STATUS_COMPLETED)
        .setUsage(Usage.newBuilder().setPromptTokens(fact.total))
        .setCompletedAt(Timestamps.of(fact.at))
        .build();
  }
}
