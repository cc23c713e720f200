package io.millrace.streams.breakdown;

import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.SalesBreakdown;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.Projection;
import io.millrace.streams.receipt.ReceiptTopology;

/**
 * Sales of a store by payment method and by employee, by quarter of an hour of the sale. One
 * topology for both: what a receipt costs is mostly reading, checking and remembering it.
 */
public final class SalesBreakdownTopology implements ReceiptTopology {

  @Override
  public String applicationId() {
    return "millrace-sales-breakdown";
  }

  @Override
  public Projection<SalesBreakdown> projection() {
    return Projection.into(
            Topics.PROJECTION_SALES_BREAKDOWN,
            SalesBreakdown.getDefaultInstance(),
            (row, input) -> row.toBuilder().setInput(input).build())
        .facts(
            Topics.SALES_RECEIPTS,
            ProtoSerde.of(Receipt.getDefaultInstance()).deserializer(),
            BreakdownReader::new)
        .retire((row, late) -> row.toBuilder().setLate(late).build());
  }
}
