package io.millrace.streams.shift;

import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.ShiftState;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.Shift;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.Projection;
import io.millrace.streams.receipt.ReceiptTopology;

/**
 * Each shift with its opening, its closing and what was taken in between, in a row for each UTC day
 * of its facts. A receipt belongs to the shift it names, whenever either of them arrives. Receipts
 * that name none share one row of their store, so that their positions are covered too.
 */
public final class ShiftsTopology implements ReceiptTopology {

  @Override
  public String applicationId() {
    return "millrace-shifts";
  }

  @Override
  public Projection<ShiftState> projection() {
    return Projection.into(
            Topics.PROJECTION_SHIFTS,
            ShiftState.getDefaultInstance(),
            (row, input) -> row.toBuilder().setInput(input).build())
        .facts(
            Topics.SALES_SHIFTS,
            ProtoSerde.of(Shift.getDefaultInstance()).deserializer(),
            ShiftReader::new)
        .facts(
            Topics.SALES_RECEIPTS,
            ProtoSerde.of(Receipt.getDefaultInstance()).deserializer(),
            ShiftReceiptReader::new)
        .retire((row, late) -> row.toBuilder().setLate(late).build());
  }
}
