package io.millrace.projection.version;

import io.millrace.projection.support.TestTopics;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sells without end: each receipt a second after the one before, and for each a row of sales in the
 * topics of the versions that are made, as stream-processors would.
 */
final class Shop implements AutoCloseable {

  static final String STORE = "corner";
  private static final Instant FIRST = Instant.parse("2026-01-05T10:00:00Z");
  private static final long PAUSE_MICROS = 4_000;

  private final TestTopics topics;
  private final List<TopicSpec> outputs =
      new CopyOnWriteArrayList<>(List.of(Topics.PROJECTION_SALES_BY_HOUR));
  private final ScheduledExecutorService till = Executors.newSingleThreadScheduledExecutor();
  private volatile Position last = new Position(Topics.SALES_RECEIPTS.name(), 0, 0);
  private int sold;

  Shop(TestTopics topics) {
    this.topics = topics;
  }

  Shop open() {
    till.scheduleAtFixedRate(this::sell, 0, PAUSE_MICROS, TimeUnit.MICROSECONDS);
    return this;
  }

  /** From now on rows are made for this version too; each holds all that was sold. */
  void make(int version) {
    outputs.add(Topics.PROJECTION_SALES_BY_HOUR.version(version));
  }

  Position last() {
    return last;
  }

  @Override
  public void close() throws InterruptedException {
    till.shutdown();
    if (!till.awaitTermination(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the shop does not close");
    }
  }

  private void sell() {
    sold++;
    String key = Keys.of(RebuildStack.TENANT, STORE);
    RecordMetadata fact = topics.send(Topics.SALES_RECEIPTS, key, receipt(sold));
    SalesBucket row =
        SalesBucket.newBuilder()
            .setTenant(RebuildStack.TENANT)
            .setStoreId(STORE)
            .setCurrency("EUR")
            .setStart(Timestamps.of(FIRST))
            .setReceipts(sold)
            .setRevenue(sold * 100L)
            .setRevision(sold)
            .setInput(
                InputPosition.newBuilder()
                    .setTopic(fact.topic())
                    .setPartition(fact.partition())
                    .setOffset(fact.offset())
                    .setIngestedAt(Timestamps.of(Instant.ofEpochMilli(fact.timestamp()))))
            .build();
    String rowKey = Keys.of(RebuildStack.TENANT, STORE, "EUR", FIRST.toString());
    for (TopicSpec output : outputs) {
      topics.sendAsync(output, rowKey, row);
    }
    last = new Position(fact.topic(), fact.partition(), fact.offset());
  }

  static Receipt receipt(int number) {
    return Receipt.newBuilder()
        .setTenant(RebuildStack.TENANT)
        .setStoreId(STORE)
        .setReceiptId("r-" + number)
        .setReceiptNumber(Integer.toString(number))
        .setType(ReceiptType.RECEIPT_TYPE_SALE)
        .setOccurredAt(Timestamps.of(FIRST.plusSeconds(number)))
        .setCurrency("EUR")
        .setTotal(100)
        .build();
  }
}
