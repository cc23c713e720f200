package io.millrace.projection.sales;

import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.LateReceipts;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps {@code sales_day}. */
@Component
final class SalesByDaySink implements Projection<SalesBucket> {

  private static final LateReceipts<SalesBucket> TABLE =
      SalesTable.named("sales_by_day_v1.sales_day", "sales_by_day_v1.late_fact", false);

  @Override
  public String name() {
    return "sales-by-day";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.PROJECTION_SALES_BY_DAY);
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
}
