package io.millrace.projection.sales;

import io.millrace.projection.json.Quantities;
import io.millrace.projection.live.LivePublisher;
import io.millrace.projection.query.Columns;
import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.LateReceipts;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps {@code sales_quarter} and tells those who watch a store. */
@Component
final class SalesByHourSink implements Projection<SalesBucket> {

  private static final LateReceipts<SalesBucket> TABLE =
      SalesTable.named("sales_by_hour_v1.sales_quarter", "sales_by_hour_v1.late_fact", true);

  private final LivePublisher live;

  SalesByHourSink(LivePublisher live) {
    this.live = live;
  }

  /** A quarter of an hour as watchers get it. */
  record Update(
      String storeId,
      String currency,
      Instant start,
      long receipts,
      long refunds,
      BigDecimal units,
      long revenue) {

    static Update of(SalesBucket row) {
      return new Update(
          row.getStoreId(),
          row.getCurrency(),
          Timestamps.toInstant(row.getStart()),
          row.getReceipts(),
          row.getRefunds(),
          Quantities.ofMilli(row.getUnitsMilli()),
          row.getRevenue());
    }
  }

  @Override
  public String name() {
    return "sales-by-hour";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.PROJECTION_SALES_BY_HOUR);
  }

  @Override
  public List<TopicSpec> inputs() {
    return List.of(Topics.SALES_RECEIPTS);
  }

  @Override
  public SalesBucket row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    return SalesTable.row(entry);
  }

  @Override
  public @Nullable Covered covers(
      ConsumerRecord<byte[], byte @Nullable []> entry, @Nullable SalesBucket row) {
    return SalesTable.covers(row);
  }

  @Override
  public List<Write> writes(List<SalesBucket> rows) {
    return TABLE.writes(rows);
  }

  @Override
  public SalesBucket returned(Readable row) {
    return SalesBucket.newBuilder()
        .setTenant(Columns.text(row, "tenant"))
        .setStoreId(Columns.text(row, "store_id"))
        .setCurrency(Columns.text(row, "currency"))
        .setStart(Timestamps.of(Columns.time(row, "start")))
        .setReceipts(Columns.number(row, "receipts"))
        .setRefunds(Columns.number(row, "refunds"))
        .setUnitsMilli(Columns.number(row, "units_milli"))
        .setRevenue(Columns.number(row, "revenue"))
        .build();
  }

  @Override
  public void committed(List<SalesBucket> rows, List<SalesBucket> returned) {
    TABLE.newest(rows).forEach(this::tell);
    returned.forEach(this::tell);
    live.send();
  }

  @Override
  public void resumed() {
    live.resetAll("sales");
  }

  private void tell(SalesBucket row) {
    Update update = Update.of(row);
    live.put(
        row.getTenant(),
        "sales:" + row.getStoreId(),
        update.currency() + '/' + update.start(),
        update);
  }
}
