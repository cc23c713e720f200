package io.millrace.streams.sales;

import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.Grain;
import io.millrace.streams.projection.Projection;
import io.millrace.streams.receipt.ReceiptTopology;

/**
 * Receipts, refunds, units and revenue of a store by time of sale. Two projections differ in the
 * bucket only: quarters of an hour, which sum exactly to hours and days of every time zone, and UTC
 * days, cheap to sum over years.
 */
public final class SalesTopology implements ReceiptTopology {

  private final String applicationId;
  private final TopicSpec output;
  private final Grain grain;

  private SalesTopology(String applicationId, TopicSpec output, Grain grain) {
    this.applicationId = applicationId;
    this.output = output;
    this.grain = grain;
  }

  /** Sales by quarter of an hour. */
  public static SalesTopology byHour() {
    return new SalesTopology(
        "millrace-sales-by-hour", Topics.PROJECTION_SALES_BY_HOUR, Grain.QUARTER_HOUR);
  }

  /** Sales by UTC day. */
  public static SalesTopology byDay() {
    return new SalesTopology("millrace-sales-by-day", Topics.PROJECTION_SALES_BY_DAY, Grain.DAY);
  }

  @Override
  public String applicationId() {
    return applicationId;
  }

  @Override
  public Projection<SalesBucket> projection() {
    return Projection.into(
            output,
            SalesBucket.getDefaultInstance(),
            (row, input) -> row.toBuilder().setInput(input).build())
        .facts(
            Topics.SALES_RECEIPTS,
            ProtoSerde.of(Receipt.getDefaultInstance()).deserializer(),
            () -> new SalesReader(grain))
        .retire((row, late) -> row.toBuilder().setLate(late).build());
  }
}
